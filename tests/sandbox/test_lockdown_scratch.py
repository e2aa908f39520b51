"""Workers' private folders: made, measured, wiped."""

import os
import stat
import subprocess
import sys

import pytest

from autograder.sandbox import scratch
from tests.needs import needs
from tests.sandbox.locked import zygote

WEIRD = [b"\xff\xfe", b"line\nbreak", b"-rf", b"\xe2\x80\xae", b" ", b"a" * 255, b"*", b"$HOME", b"0", b"1"]


@pytest.fixture
def folder(tmp_path):
    """A folder to fill."""
    return scratch.make(tmp_path)


def test_a_folder_is_private(tmp_path):
    """Others can pass through the root, but not list it, and not enter a folder in it."""
    root = scratch.make_root()
    one, two = scratch.make(root), scratch.make(root)
    assert stat.S_IMODE(root.stat().st_mode) == 0o711
    assert [stat.S_IMODE(folder.stat().st_mode) for folder in (one, two)] == [0o700, 0o700]
    assert one != two
    scratch.wipe(root)


def test_a_folder_belongs_to_its_worker(tmp_path):
    """As root a folder is given to the worker's user and group."""
    needs("root")
    folder = scratch.make(tmp_path, 60_801)
    assert (folder.stat().st_uid, folder.stat().st_gid) == (60_801, 60_801)


def test_the_root_can_be_reached_by_every_user(monkeypatch, tmp_path):
    """A temporary folder in a private place is passed over, so that a worker reaches its folder by name."""
    private = tmp_path / "private"
    private.mkdir(mode=0o700)
    monkeypatch.setattr(scratch.tempfile, "gettempdir", lambda: str(private))
    root = scratch.make_root()
    assert not root.is_relative_to(private)
    scratch.wipe(root)


def test_an_ordinary_folder_is_wiped(folder):
    """Files and folders in folders go, and the folder itself."""
    (folder / "a" / "b").mkdir(parents=True)
    (folder / "a" / "b" / "c").write_text("x")
    scratch.wipe(folder)
    assert not folder.exists()


def test_names_that_are_not_text_are_wiped(folder):
    """Any bytes that the system takes for a name, for files and for folders."""
    for name in WEIRD:
        inner = folder / os.fsdecode(name)
        inner.mkdir()
        for file in WEIRD:
            (inner / os.fsdecode(file)).touch()
    scratch.wipe(folder)
    assert not folder.exists()


def test_folders_without_permissions_are_wiped(folder):
    """A folder that nobody may read, write or enter, in another, in the root."""
    inner = folder / "a" / "b"
    inner.mkdir(parents=True)
    (inner / "file").touch(mode=0o000)
    for locked in (inner, folder / "a", folder):
        locked.chmod(0o000)
    scratch.wipe(folder)
    assert not folder.exists()


def test_a_tree_deeper_than_a_path_can_say_is_wiped(folder):
    """A thousand levels, each with a file: no path reaches the last, and no recursion is used."""
    here = os.open(folder, os.O_RDONLY)
    for _ in range(1_000):
        os.mkdir("down", dir_fd=here)
        os.close(os.open("file", os.O_CREAT | os.O_WRONLY, dir_fd=here))
        below = os.open("down", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    os.close(here)
    scratch.wipe(folder)
    assert not folder.exists()


def test_a_link_is_removed_and_not_followed(folder, tmp_path):
    """What links point to stays, be they to files, folders or nothing."""
    kept = tmp_path / "kept"
    kept.mkdir()
    (kept / "file").write_text("x")
    (folder / "sub").mkdir()
    for place in (folder, folder / "sub"):
        (place / "to-folder").symlink_to(kept)
        (place / "to-file").symlink_to(kept / "file")
        (place / "to-nothing").symlink_to(tmp_path / "absent")
        os.link(kept / "file", place / "hard")
        os.mkfifo(place / "pipe")
    scratch.wipe(folder)
    assert not folder.exists()
    assert (kept / "file").read_text() == "x"


def test_a_link_in_place_of_the_folder_is_refused(tmp_path):
    """If the folder itself has become a link, nothing behind it is touched."""
    (tmp_path / "kept").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "kept")
    with pytest.raises(OSError, match="link"):
        scratch.wipe(tmp_path / "link")
    assert (tmp_path / "kept").is_dir()


def test_many_files_are_wiped(folder):
    """More entries than are looked at together."""
    [most] = scratch._names.__defaults__
    for number in range(most + 1):
        (folder / str(number)).touch()
    scratch.wipe(folder)
    assert not folder.exists()


def test_two_processes_may_wipe_the_same_folder(folder):
    """What another process removes first is not missed."""
    for number in range(500):
        (folder / str(number)).mkdir()
        (folder / str(number) / "file").touch()
    code = (
        "import sys; from pathlib import Path; from autograder.sandbox import scratch; scratch.wipe(Path(sys.argv[1]))"
    )
    command = [sys.executable, "-c", code, str(folder)]
    both = [subprocess.Popen(command, stderr=subprocess.PIPE) for _ in range(2)]
    assert [process.communicate()[1] for process in both] == [b"", b""]
    assert not folder.exists()


def test_what_is_gone_already_is_no_error(folder):
    """Wiping twice is as good as once."""
    scratch.wipe(folder)
    scratch.wipe(folder)


def test_what_a_folder_takes_up_is_measured(folder):
    """Bytes on the disk and entries, in folders too; holes in files take nothing up."""
    (folder / "sub").mkdir()
    (folder / "sub" / "file").write_bytes(b"x" * 300_000)
    with (folder / "hole").open("wb") as file:
        file.truncate(1 << 30)
    found = scratch.used(folder)
    assert 300_000 <= found.size < 400_000
    assert found.entries == 3


def test_measuring_stops_where_it_was_told_to(folder):
    """A million files would not be counted one by one while a worker runs."""
    for number in range(50):
        (folder / str(number)).touch()
    assert scratch.used(folder, max_entries=10).entries == 11


def test_measuring_a_folder_that_is_gone_finds_nothing(folder):
    """It takes nothing up."""
    scratch.wipe(folder)
    assert scratch.used(folder) == scratch.Used(0, 0)
    assert not scratch.overfull(folder)


def test_a_folder_is_overfull_by_size_or_by_number(folder, monkeypatch):
    """Many bytes are too much, and so are many files."""
    monkeypatch.setattr(scratch, "MAX_BYTES", 1 << 20)
    for number in range(scratch.MAX_ENTRIES):
        (folder / str(number)).touch()
    assert not scratch.overfull(folder)
    (folder / "one-more").touch()
    assert scratch.overfull(folder)
    scratch.wipe(folder)
    folder.mkdir()
    (folder / "large").write_bytes(bytes((1 << 20) + 1))
    assert scratch.overfull(folder)


def test_what_cannot_be_looked_into_is_overfull(folder):
    """A tree too deep to be measured is not taken for an empty one."""
    here = os.open(folder, os.O_RDONLY)
    for _ in range(30):
        os.mkdir("d" * 200, dir_fd=here)
        below = os.open("d" * 200, os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    os.close(here)
    assert scratch.used(folder).hidden
    assert scratch.overfull(folder)
    scratch.wipe(folder)


def test_a_folder_that_its_owner_may_not_list_is_overfull():
    """A worker of the grader's own user cannot hide files in a folder that can be entered but not read."""
    code = """
import os
from pathlib import Path
from autograder.sandbox import scratch
os.mkdir("blind", 0o300)
Path("blind/file").write_text("x")
result = scratch.overfull(Path("."))
"""
    with zygote("ordinary") as warm:
        assert warm.run(code, layers=()).result is True


def test_leftovers_of_a_user_are_found(monkeypatch, tmp_path):
    """What a user owns in a public folder is found, what others own is not."""
    needs("root")
    (tmp_path / "ours").touch()
    (tmp_path / "theirs").mkdir()
    os.chown(tmp_path / "theirs", 60_802, 60_802)
    monkeypatch.setattr(scratch, "PUBLIC_FOLDERS", (str(tmp_path),))
    assert scratch.leftovers(60_802) == [tmp_path / "theirs"]
