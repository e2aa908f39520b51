"""Landlock at every level that a kernel may offer."""

import errno
import subprocess
import sys

import pytest

from autograder.sandbox import landlock
from autograder.sandbox.landlock import Right

CONFINED = """
import os, sys
from pathlib import Path
from autograder.sandbox import kernel, landlock
folder = Path(sys.argv[1])
kernel.prctl(38, 1)
rules = landlock.Ruleset(int(sys.argv[2]))
rules.allow(folder / "mine", landlock.SCRATCH)
rules.allow(folder / "yours", landlock.READ)
rules.allow(folder / "absent", landlock.READ)
rules.enforce()
(folder / "mine" / "x").write_text("y")
print((folder / "yours").read_text())
for act in [
    lambda: (folder / "yours").write_text("z"),
    lambda: (folder / "other").write_text("z"),
    lambda: (folder / "mine" / "link").symlink_to("/"),
    lambda: os.mkfifo(folder / "mine" / "pipe"),
    lambda: os.listdir(folder),
    lambda: Path("/etc/passwd").read_bytes(),
]:
    try:
        act()
    except PermissionError:
        print("denied")
"""


def _levels_here():
    try:
        return range(1, landlock.level() + 1) if sys.platform == "linux" else ()
    except OSError:
        return ()


@pytest.mark.parametrize("level", _levels_here())
def test_every_level_of_this_kernel_can_be_enforced(level, tmp_path):
    """A ruleset of each level up to the kernel's is accepted, and confines the process that enforces it."""
    (tmp_path / "mine").mkdir()
    (tmp_path / "yours").write_text("x")
    command = [sys.executable, "-c", CONFINED, str(tmp_path), str(level)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert (done.stdout.split(), done.stderr) == (["x"] + ["denied"] * 6, "")
    assert (tmp_path / "yours").read_text() == "x"


def test_rights_grow_with_the_level():
    """Each level denies what the one before did, and what it added."""
    assert landlock.handled(1) == ((1 << 13) - 1, 0, 0)
    assert landlock.handled(2)[0] == (1 << 14) - 1
    assert landlock.handled(3)[0] == landlock.handled(4)[0] == (1 << 15) - 1
    assert landlock.handled(5)[0] == landlock.handled(7)[0] == (1 << 16) - 1
    assert [landlock.handled(level)[1] for level in range(1, 8)] == [0, 0, 0, 3, 3, 3, 3]
    assert [landlock.handled(level)[2] for level in range(1, 8)] == [0, 0, 0, 0, 0, 3, 3]


def test_a_scratch_folder_holds_plain_files_only():
    """No links, sockets, pipes or devices can be made in it, and nothing in it be executed."""
    for denied in (Right.EXECUTE, Right.MAKE_SYM, Right.MAKE_SOCK, Right.MAKE_FIFO, Right.MAKE_CHAR, Right.MAKE_BLOCK):
        assert not landlock.SCRATCH & denied


def test_the_reason_for_its_absence_is_said_in_words():
    """The reason distinguishes a kernel without Landlock from one that has it off; other errors are the kernel's."""
    assert "5.13" in landlock.why_unavailable(OSError(errno.ENOSYS, "x"))
    assert "lsm=landlock" in landlock.why_unavailable(OSError(errno.EOPNOTSUPP, "x"))
    assert landlock.why_unavailable(OSError(errno.EPERM, "Operation not permitted", "syscall")) == (
        "syscall: Operation not permitted"
    )
