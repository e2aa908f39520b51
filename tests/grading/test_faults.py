"""Failures of the grader's own processes cost no student points."""

import contextlib
import os
import signal
from pathlib import Path

from tests.graded import grade
from tests.grading.toy import submit

SECRET = b"f" * 32


def parents():
    """Return process id -> parent id, for every running process."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            found[int(folder.name)] = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
    return found


def our_zygotes():
    """Return the process ids of the zygotes below this test's own grading processes."""
    known = parents()
    graders = {pid for pid, parent in known.items() if parent == os.getpid()}
    below = [pid for pid, parent in known.items() if parent in graders]
    return [pid for pid in below if b"autograder.sandbox.start" in Path(f"/proc/{pid}/cmdline").read_bytes()]


def test_a_killed_zygote_costs_nobody_a_point(toy, tmp_path):
    """If the zygote is killed, the next submission is graded with a new one."""
    records = grade(toy, [submit(tmp_path / name) for name in "abc"], SECRET, jobs=1)
    first = next(records)
    killed = our_zygotes()
    for pid in killed:
        os.kill(pid, signal.SIGKILL)
    rest = list(records)
    assert killed
    assert [record.score for record in (first, *rest)] == [10, 10, 10]
    assert not any(record.failed() for record in rest)
