"""Fetching repositories: only the listed files of a commit are fetched."""

import os
import socket
import subprocess

import pytest

from autograder.model.assignment import load_assignment
from autograder.submissions import clone
from autograder.submissions import git as running
from autograder.submissions.clone import MAX_PLACES, fetch
from autograder.submissions.git import GitFailed
from autograder.submissions.read import MAX_SOURCE, open_submission
from autograder.submissions.refs import SubmissionRef
from tests.needs import needs

recorded = pytest.mark.recorded(
    "large-repositories", "autograder", "pyproject.toml", "requirements.lock", "$ git --version"
)
"""The mark of tests whose repositories take long to write."""

FILES = ("sums.py", "toys.py")
WHO = ["-c", "user.name=N", "-c", "user.email=n@example.org", "-c", "init.defaultBranch=main"]


@pytest.fixture
def hosted(tmp_path):
    """A hosted repository: `hosted.put(name, content)`, `hosted.commit()`, `hosted.git(...)`, `hosted.address`."""
    needs("git")
    return Hosted(tmp_path / "hosted")


class Hosted:
    """A repository that students push to."""

    def __init__(self, folder):
        folder.mkdir()
        self.folder, self.address = folder, f"file://{folder}"
        self.git("init", "-q")

    def git(self, *arguments, given=None):
        """Run git and return its output without the last line break."""
        environment = os.environ | {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
        command = ["git", *WHO, *arguments]
        done = subprocess.run(command, cwd=self.folder, env=environment, check=True, capture_output=True, input=given)
        return done.stdout.decode().rstrip("\n")

    def put(self, name, content=b"x = 1\n"):
        """Write a file."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)

    def commit(self):
        """Commit all files and return the commit's id."""
        self.git("add", "--all")
        self.git("commit", "-q", "-m", "mine")
        return self.git("rev-parse", "HEAD")

    def commit_tree(self, tree):
        """Commit a tree that git itself would not create."""
        self.git("update-ref", "refs/heads/main", self.git("commit-tree", "-m", "mine", tree))

    def tree(self, *entries):
        """Write a tree object of (mode, name, id) entries without checks."""
        raw = b"".join(f"{mode} {name}\0".encode() + bytes.fromhex(ident) for mode, name, ident in entries)
        return self.git("hash-object", "-t", "tree", "-w", "--stdin", "--literally", given=raw)


def written(home):
    """Return the files in a fetched folder outside `.git`."""
    return {
        path.relative_to(home).as_posix(): path.read_bytes()
        for path in home.rglob("*")
        if path.is_file() and ".git" not in path.relative_to(home).parts
    }


def test_listed_files_come_at_their_places_and_nothing_else_does(hosted, tmp_path):
    """Listed files are fetched from any folder; the returned id is the commit's."""
    hosted.put("과제 1/toys.py", b"a = 1\r\n")
    hosted.put("old/toys.py", b"a = 0\n")
    hosted.put("notes.md")
    hosted.put("toys.py.bak")
    hosted.put(".gitattributes", b"* text=auto eol=crlf\ntoys.py export-ignore\n")
    commit = hosted.commit()
    assert fetch(hosted.address, FILES, tmp_path / "kim") == commit
    names = {"과제 1/toys.py", "old/toys.py"}
    assert written(tmp_path / "kim").keys() == names
    assert written(tmp_path / "kim")["old/toys.py"] == b"a = 0\n"


def test_what_is_fetched_is_a_clone_to_grading(hosted, toy, tmp_path):
    """The fetched folder counts as a clone, without git's objects, and can be opened as a submission."""
    hosted.put("work/toys.py")
    hosted.commit()
    fetch(hosted.address, FILES, tmp_path / "kim")
    assert (tmp_path / "kim/.git").is_dir()
    assert not (tmp_path / "kim/.git/objects").exists()
    assert open_submission(SubmissionRef.from_path(tmp_path / "kim"), load_assignment(toy)).files == {
        "toys.py": b"x = 1\n"
    }


def test_fetching_again_leaves_nothing_of_before(hosted, tmp_path):
    """An existing folder is replaced."""
    (tmp_path / "kim/old").mkdir(parents=True)
    (tmp_path / "kim/old/toys.py").touch()
    hosted.put("sums.py")
    hosted.commit()
    fetch(hosted.address, FILES, tmp_path / "kim")
    assert written(tmp_path / "kim").keys() == {"sums.py"}


def test_links_and_submodules_are_not_followed(hosted, tmp_path):
    """Links and submodules with a listed name are skipped."""
    hosted.put("sums.py")
    (hosted.folder / "toys.py").symlink_to("/etc/passwd")
    commit = hosted.commit()
    hosted.git("update-index", "--add", "--cacheinfo", f"160000,{commit},sub/toys.py")
    hosted.git("commit", "-q", "-m", "more")
    fetch(hosted.address, FILES, tmp_path / "kim")
    assert written(tmp_path / "kim").keys() == {"sums.py"}


@pytest.mark.parametrize("name", ["..", "../outside", "a/../../outside", ".git", ".GIT/hooks", "/tmp"])
def test_a_made_up_path_leads_nowhere(hosted, tmp_path, name):
    """A crafted tree with paths outside the folder writes nothing there."""
    blob = hosted.git("hash-object", "-w", "--stdin", given=b"x\n")
    inner = hosted.tree(("100644", "toys.py", blob))
    hosted.commit_tree(hosted.tree(("40000", name, inner), ("100644", "sums.py", blob)))
    before = set(tmp_path.rglob("toys.py"))
    fetch(hosted.address, FILES, tmp_path / "into/kim")
    assert set(tmp_path.rglob("toys.py")) == before
    assert written(tmp_path / "into/kim").keys() == {"sums.py"}


def complaint(hosted, tmp_path):
    """Return why a repository is not fetched, and assert that nothing of it remains."""
    with pytest.raises(GitFailed) as failed:
        fetch(hosted.address, FILES, tmp_path / "kim")
    assert not (tmp_path / "kim").exists()
    return str(failed.value)


@recorded
@pytest.mark.parametrize(("filters", "size"), [(True, "at least 262,145"), (False, "33,554,432")])
def test_a_large_file_is_not_written(hosted, tmp_path, filters, size):
    """A large file is reported with its size; if the host supports it, the file is not sent at all."""
    hosted.git("config", "uploadpack.allowFilter", str(filters).lower())
    hosted.put("toys.py", bytes(32 << 20))
    hosted.put("huge.bin", bytes(64 << 20))
    hosted.commit()
    assert complaint(hosted, tmp_path) == f"toys.py has {size} bytes; {MAX_SOURCE:,} are allowed"


def test_a_large_repository_is_cut_off(hosted, tmp_path, monkeypatch):
    """A repository larger than the limit is rejected."""
    monkeypatch.setattr(clone, "MAX_REPOSITORY", 1 << 20)
    hosted.put("toys.py")
    hosted.put("film.bin", os.urandom(2 << 20))
    hosted.commit()
    assert complaint(hosted, tmp_path) == "git clone: more than 1,048,576 bytes"


@recorded
def test_what_is_not_asked_for_takes_no_room(hosted, tmp_path):
    """A compressed bomb beside the listed files is not unpacked."""
    hosted.put("toys.py")
    hosted.put("bomb.bin", bytes(64 << 20))
    hosted.commit()
    fetch(hosted.address, FILES, tmp_path / "kim")
    assert sum(path.stat().st_size for path in (tmp_path / "kim").rglob("*") if path.is_file()) < 4096


def test_a_tree_of_trees_is_cut_off(hosted, tmp_path):
    """A nested tree of ten objects that names ten billion files is rejected."""
    tree = hosted.tree(("100644", "f", hosted.git("hash-object", "-w", "--stdin", given=b"x\n")))
    for _ in range(10):
        tree = hosted.tree(*(("40000", f"d{number}", tree) for number in range(10)))
    hosted.commit_tree(tree)
    assert complaint(hosted, tmp_path) == "git ls-tree: more than 16,777,216 bytes"


@recorded
def test_too_many_files_of_one_name_are_refused(hosted, tmp_path):
    """A repository with more than 100 files of listed names is rejected."""
    for number in range(MAX_PLACES + 1):
        hosted.put(f"{number}/toys.py")
    hosted.commit()
    assert complaint(hosted, tmp_path) == "more than 100 files of it are called sums.py or toys.py"


def test_an_empty_repository_says_so(hosted, tmp_path):
    """A repository without a commit is reported as such."""
    assert complaint(hosted, tmp_path) == "it has no commit; nothing has been pushed to it"


def test_a_host_that_says_nothing_is_left(tmp_path, monkeypatch):
    """At the time limit, git is stopped with all processes that it has started."""
    needs("git")
    monkeypatch.setattr(running, "SECONDS", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"https://127.0.0.1:{server.getsockname()[1]}/kim"
        with pytest.raises(GitFailed, match=r"git clone took longer than 0\.5 seconds") as failed:
            fetch(address, FILES, tmp_path / "kim")
    assert not failed.value.again


def test_an_address_is_never_a_command(tmp_path):
    """An address cannot be an option, or start a helper program of git."""
    needs("git")
    mark = tmp_path / "mark"
    for address in (f"ext::sh -c touch% {mark}", f"--upload-pack=touch {mark}", f"fd::17/{mark}", "http://[::1]/x"):
        with pytest.raises(GitFailed):
            fetch(address, FILES, tmp_path / "kim")
    assert not mark.exists()


def test_nothing_of_this_machines_settings_counts(hosted, tmp_path, monkeypatch):
    """Git's configuration of the user and git's environment variables are ignored."""
    hosted.put("toys.py")
    commit = hosted.commit()
    (tmp_path / "settings").write_text('[url "file:///nowhere"]\n  insteadOf = file://\n')
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "settings"))
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))
    assert fetch(hosted.address, FILES, tmp_path / "kim") == commit
