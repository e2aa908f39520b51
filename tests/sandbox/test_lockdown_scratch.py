"""Workers' private folders: creating, measuring and wiping them."""

import os
import stat
import subprocess
import sys
from pathlib import Path

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
    """Other users can traverse the root, but cannot list it or enter a folder in it."""
    root = scratch.make_root()
    one, two = scratch.make(root), scratch.make(root)
    assert stat.S_IMODE(root.stat().st_mode) == 0o711
    assert [stat.S_IMODE(folder.stat().st_mode) for folder in (one, two)] == [0o700, 0o700]
    assert one != two
    scratch.wipe(root)


def test_a_folder_belongs_to_its_worker(tmp_path):
    """As root, a folder belongs to the worker's user and group."""
    needs("root")
    folder = scratch.make(tmp_path, 60_801)
    assert (folder.stat().st_uid, folder.stat().st_gid) == (60_801, 60_801)


def test_the_root_can_be_reached_by_every_user(monkeypatch, tmp_path):
    """A temporary folder that other users cannot traverse is skipped, so that a worker can open its folder."""
    private = tmp_path / "private"
    private.mkdir(mode=0o700)
    monkeypatch.setattr(scratch.tempfile, "gettempdir", lambda: str(private))
    root = scratch.make_root()
    assert not root.is_relative_to(private)
    scratch.wipe(root)


def test_an_ordinary_folder_is_wiped(folder):
    """Wiping removes nested files and folders, and the folder itself."""
    (folder / "a" / "b").mkdir(parents=True)
    (folder / "a" / "b" / "c").write_text("x")
    scratch.wipe(folder)
    assert not folder.exists()


def test_a_root_is_recognized_however_it_is_named(tmp_path):
    """The root of a file system is recognized, through links and dots, too; `wipe` refuses what is one."""
    (tmp_path / "link").symlink_to("/")
    assert all(scratch.is_root(path) for path in (Path("/"), Path("/usr/.."), tmp_path / "link"))
    assert not scratch.is_root(tmp_path)


def test_names_that_are_not_text_are_wiped(folder):
    """Wiping removes files and folders with any names that the system allows."""
    for name in WEIRD:
        inner = folder / os.fsdecode(name)
        inner.mkdir()
        for file in WEIRD:
            (inner / os.fsdecode(file)).touch()
    scratch.wipe(folder)
    assert not folder.exists()


def test_folders_without_permissions_are_wiped(folder):
    """Wiping removes nested folders without any permissions."""
    inner = folder / "a" / "b"
    inner.mkdir(parents=True)
    (inner / "file").touch(mode=0o000)
    for locked in (inner, folder / "a", folder):
        locked.chmod(0o000)
    scratch.wipe(folder)
    assert not folder.exists()


def test_a_tree_deeper_than_a_path_can_say_is_wiped(folder):
    """Wiping removes a thousand nested folders, deeper than the longest path, without recursion."""
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
    """Wiping removes links, but not the files and folders that they point to."""
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
    """If the folder itself has become a link, its target is not touched."""
    (tmp_path / "kept").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "kept")
    with pytest.raises(OSError, match="link"):
        scratch.wipe(tmp_path / "link")
    assert (tmp_path / "kept").is_dir()


def test_many_files_are_wiped(folder):
    """Wiping removes more entries than are listed at once."""
    [most] = scratch._names.__defaults__
    for number in range(most + 1):
        (folder / str(number)).touch()
    scratch.wipe(folder)
    assert not folder.exists()


def test_two_processes_may_wipe_the_same_folder(folder):
    """Files that another process removes first cause no error."""
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
    """Wiping a folder twice causes no error."""
    scratch.wipe(folder)
    scratch.wipe(folder)


def test_what_a_folder_takes_up_is_measured(folder):
    """Usage counts bytes on the disk and entries, also in nested folders; holes in files do not count."""
    (folder / "sub").mkdir()
    (folder / "sub" / "file").write_bytes(b"x" * 300_000)
    with (folder / "hole").open("wb") as file:
        file.truncate(1 << 30)
    found = scratch.used(folder)
    assert 300_000 <= found.size < 400_000
    assert found.entries == 3


def test_measuring_stops_at_the_maximum(folder):
    """Counting stops soon after the maximum number of entries."""
    for number in range(50):
        (folder / str(number)).touch()
    assert scratch.used(folder, max_entries=10).entries == 11


def test_measuring_a_folder_that_is_gone_finds_nothing(folder):
    """A folder that does not exist has no usage."""
    scratch.wipe(folder)
    assert scratch.used(folder) == scratch.Used(0, 0)
    assert not scratch.overfull(folder)


def test_a_folder_is_overfull_by_size_or_by_number(folder, monkeypatch):
    """A folder with too many bytes or too many files is overfull."""
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
    """A tree that is too deep to be measured counts as overfull."""
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
    """A folder that can be entered but not listed counts as overfull, so that a worker cannot hide files in it."""
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
    """Files of the given user in a public folder are found, files of other users are not."""
    needs("root")
    (tmp_path / "ours").touch()
    (tmp_path / "theirs").mkdir()
    os.chown(tmp_path / "theirs", 60_802, 60_802)
    monkeypatch.setattr(scratch, "PUBLIC_FOLDERS", (str(tmp_path),))
    assert scratch.leftovers(60_802) == [tmp_path / "theirs"]
