"""Writes files as a git repository of one commit, which is the same commit each time."""

import subprocess
from collections.abc import Mapping
from pathlib import Path

from autograder.errors import UsageError
from autograder.submissions.git import git_environment, git_program

__all__ = ["write_repository"]

BRANCH = "main"
WHO = "autograder <autograder@example.invalid>"
WHEN = "315532800 +0000"
"""The first moment of 1980, as in zips: a real time would make another commit of the same files."""

SETTINGS = ("core.autocrlf=false", "core.hooksPath=/dev/null", "commit.gpgSign=false", "core.fileMode=false")


def write_repository(folder: Path, files: Mapping[str, bytes], message: str) -> str:
    """Make `folder` a repository that holds `files` in one commit.

    Args:
        folder: It must not exist.
        files: Path -> content.
        message: Of the commit.

    Returns:
        The commit's id, which follows from files and message alone.

    Raises:
        UsageError: git is missing, or too old.
    """
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        path.chmod(0o644)
    _git(folder, "init", "--quiet", "--template=", "--object-format=sha1", f"--initial-branch={BRANCH}")
    _git(folder, "add", "--all", "--force")
    _git(folder, "commit", "--quiet", f"--message={message}")
    return _git(folder, "rev-parse", "HEAD").strip()


def _git(folder: Path, *arguments: str) -> str:
    """Run git in `folder`, with nothing of the user's settings; what it printed."""
    name, _, address = WHO[:-1].partition(" <")
    environment = git_environment()
    for role in ("AUTHOR", "COMMITTER"):
        environment |= {f"GIT_{role}_NAME": name, f"GIT_{role}_EMAIL": address, f"GIT_{role}_DATE": WHEN}
    settings = [word for setting in SETTINGS for word in ("-c", setting)]
    command = [git_program(), *settings, *arguments]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, encoding="utf-8")
    if done.returncode:
        said = " ".join(done.stderr.split())
        raise UsageError(f"git {arguments[0]} failed ({said}); git 2.29 or later is needed")
    return done.stdout
