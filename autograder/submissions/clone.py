"""Fetch a student's repository: from its last commit, only the files that the assignment lists.

A repository is as untrusted as any submission: it may be huge, or become huge when unpacked; it may hold links,
filters, submodules, or nested trees that name more files than any disk holds. So nothing is ever checked out. What the
host sends is limited in time and size (and to small files, if the host supports that). The names in the commit are read
up to a limit, and the listed files are written as they are.
"""

import base64
import shutil
from collections.abc import Collection, Iterator
from pathlib import Path, PurePosixPath

from autograder.submissions.git import GitFailed, git
from autograder.submissions.read import MAX_SOURCE

__all__ = ["fetch"]

MAX_REPOSITORY = 64 << 20
"""Maximum number of bytes that a host may send: one commit, packed."""

MAX_NAMES = 16 << 20
"""Maximum number of bytes of all names in a commit: more than 100,000 files."""

MAX_PLACES = 100
"""Maximum number of files in a submission with a listed name, in any folder."""

_PLAIN = ("100644", "100755")
"""Git's modes of plain files; links and submodules have others."""


def fetch(address: str, files: Collection[str], home: Path, token: str = "") -> str:
    """Clone a repository as far as grading needs it.

    Args:
        address: Address of the repository: `https`, `ssh` or `file`.
        files: Names of the files to fetch; each keeps its folder in the repository.
        home: The folder to create; an existing one is replaced.
        token: Token for private repositories on GitHub.

    Returns:
        The id of the commit.

    Raises:
        GitFailed: The repository cannot be fetched, or is larger than a submission may be.
        UsageError: git is not installed.
    """
    shutil.rmtree(home, ignore_errors=True)
    home.parent.mkdir(parents=True, exist_ok=True)
    try:
        _clone(address, home, token)
        commit = _commit(home)
        for place, blob in _places(home, files):
            path = home / place
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(_content(home, place, blob))
    except GitFailed:
        shutil.rmtree(home, ignore_errors=True)
        raise
    except OSError as error:  # a name that is too long, or one that is a file and a folder at once
        shutil.rmtree(home, ignore_errors=True)
        raise GitFailed(f"a file of it cannot be written: {error.strerror}") from None
    shutil.rmtree(home / ".git/objects")  # the rest is small, and says that this is a clone
    return commit


def _clone(address: str, home: Path, token: str) -> None:
    settings = {"core.bigFileThreshold": "1m", "core.logAllRefUpdates": "false", "pack.threads": "1"}
    if token:
        basic = base64.b64encode(f"x-access-token:{token}".encode()).decode()
        settings["http.https://github.com/.extraheader"] = f"AUTHORIZATION: basic {basic}"
    environment = {"GIT_ALLOW_PROTOCOL": "https:ssh:file", "GIT_TERMINAL_PROMPT": "0"}
    environment["GIT_CONFIG_COUNT"] = str(len(settings))
    for number, (key, value) in enumerate(settings.items()):
        environment |= {f"GIT_CONFIG_KEY_{number}": key, f"GIT_CONFIG_VALUE_{number}": value}
    options = ["--quiet", "--no-checkout", "--depth=1", "--single-branch", "--no-tags", "--template="]
    options.append(f"--filter=blob:limit={MAX_SOURCE + 1}")
    git(home.parent, ["clone", *options, "--", address, str(home)], MAX_REPOSITORY, environment, helped=True)


def _read(home: Path, *arguments: str, most: int = MAX_NAMES) -> bytes:
    """Run git on the clone without letting it ask the host for what was left out."""
    return git(home, arguments, most, {"GIT_DIR": str(home / ".git"), "GIT_ALLOW_PROTOCOL": "none"})


def _commit(home: Path) -> str:
    try:
        return _read(home, "rev-parse", "--verify", "--quiet", "HEAD^{commit}").decode().strip()
    except GitFailed:
        raise GitFailed("it has no commit; nothing has been pushed to it") from None


def _places(home: Path, files: Collection[str]) -> Iterator[tuple[PurePosixPath, str]]:
    """Yield the path and the blob id of each listed file in the commit."""
    found = 0
    for line in _read(home, "ls-tree", "-r", "-z", "--full-tree", "HEAD").split(b"\0"):
        about, _, name = line.partition(b"\t")
        place = PurePosixPath(name.decode("utf-8", "surrogateescape"))
        if place.name in files and about.split()[0].decode() in _PLAIN and _is_inside(place):
            found += 1
            if found > MAX_PLACES:
                raise GitFailed(f"more than {MAX_PLACES} files of it are called {' or '.join(sorted(files))}")
            yield place, about.split()[2].decode()


def _is_inside(place: PurePosixPath) -> bool:
    """Return whether a path stays in its folder and out of `.git`; a crafted tree may name any path."""
    return not place.is_absolute() and not {"..", ".git"} & {part.lower() for part in place.parts}


def _content(home: Path, place: PurePosixPath, blob: str) -> bytes:
    try:
        size = int(_read(home, "cat-file", "-s", blob))
        if size <= MAX_SOURCE:
            return _read(home, "cat-file", "blob", blob, most=MAX_SOURCE)
    except GitFailed:  # the host has not sent it, for it is too large
        size = MAX_SOURCE + 1
    raise GitFailed(
        f"{place} has {'' if size > MAX_SOURCE + 1 else 'at least '}{size:,} bytes; {MAX_SOURCE:,} are allowed"
    )
