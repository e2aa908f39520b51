"""Test interrupted batches: no result is lost or counted twice, and the batch can continue."""

import contextlib
import os
import signal
import subprocess
from pathlib import Path

import pytest

from tests.cli.batches import Batch
from tests.grading.test_faults import parents
from tests.needs import needs

pytestmark = pytest.mark.slow


@pytest.fixture
def batch(tmp_path):
    """Return a class of four."""
    needs("linux")
    return Batch(tmp_path)


def below(pid):
    """Return all descendants of the process `pid`."""
    known = parents()
    found, new = set(), {pid}
    while new:
        new = {child for child, parent in known.items() if parent in new} - found
        found |= new
    return found


def named(pids, module):
    """Return the descendants that run a module of this package."""
    found = []
    for pid in pids:
        with contextlib.suppress(OSError):
            if module.encode() in Path(f"/proc/{pid}/cmdline").read_bytes():
                found.append(pid)
    return found


def wait_for_their_end(pids):
    """Wait until all processes have ended."""
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            descriptor = os.pidfd_open(pid)
            import select

            assert select.select([descriptor], [], [], 60)[0], f"process {pid} goes on"
            os.close(descriptor)


def test_a_killed_batch_goes_on_where_it_was(batch):
    """After `kill -9`, finished results are stored, and the same command grades only the others."""
    process = batch.start()
    started = below(process.pid)
    process.kill()
    process.communicate()
    before = batch.scores()
    again = batch.finish()
    assert 1 <= len(before) < 4
    assert again.returncode == 0
    assert f"{len(before)} already had a result" in again.stdout
    assert batch.scores() == dict.fromkeys(batch.names, 10.0)
    wait_for_their_end(started)


@pytest.mark.parametrize(
    "number", [signal.SIGINT, *(pytest.param(one, marks=pytest.mark.prove) for one in (signal.SIGTERM, signal.SIGHUP))]
)
def test_an_interrupted_batch_ends_cleanly_and_says_how_to_go_on(batch, number):
    """A signal prints one line and has its own exit code; results are kept, and the same command continues."""
    process = batch.start()
    process.send_signal(number)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Run the same command to continue" in out
    assert "Traceback" not in err
    assert (batch.out / "grades.csv").is_file()
    assert (batch.out / "submissions.csv").is_file()
    assert batch.finish().returncode == 0
    assert batch.scores() == dict.fromkeys(batch.names, 10.0)


@pytest.mark.parametrize("module", ["autograder.grading.grader_process", "autograder.sandbox.start"])
def test_a_killed_process_of_ours_costs_nobody_a_point(batch, module):
    """A killed grading process or zygote is replaced, and its submission is graded again."""
    process = batch.start()
    known = parents()
    ours = named(below(process.pid), module)
    killed = [pid for pid in ours if known.get(pid) not in ours]  # not what it has forked, such as a worker alone
    for pid in killed:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    process.communicate(timeout=120)
    assert killed
    assert process.returncode == 0
    assert batch.scores() == dict.fromkeys(batch.names, 10.0)


def test_a_full_disk_is_reported_in_one_line_and_loses_nothing(batch, tmp_path):
    """If the disk for results is full, the batch ends with exit code 2; with free space, it continues."""
    needs("root", "mount", "umount")
    batch.out.mkdir()
    # Room for the tables of an empty gradebook, and not for its results.
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=180k", "tmpfs", batch.out], check=True)
    try:
        full = batch.finish()
        assert full.returncode == 2
        assert "Traceback" not in full.stderr
        assert "cannot be read or written" in full.stderr
        subprocess.run(["mount", "-o", "remount,size=20m", batch.out], check=True)
        assert batch.finish().returncode == 0
        assert batch.scores() == dict.fromkeys(batch.names, 10.0)
    finally:
        subprocess.run(["umount", batch.out], check=True)


def test_an_unreadable_submission_among_good_ones_gets_its_reason(batch):
    """A submission that cannot be opened gets a 0 with a reason; the others get their points."""
    (batch.handed_in / "broken.zip").write_bytes(b"PK\x03\x04 not really")
    assert batch.finish().returncode == 0
    assert batch.scores() == {**dict.fromkeys(batch.names, 10.0), "broken": 0.0}


def test_an_assignment_that_is_edited_meanwhile_is_noticed(batch):
    """If the assignment changes during a batch, the batch ends with a message, so that no record mixes two states."""
    process = batch.start()
    (batch.source / "assignment.toml").touch()
    _out, err = process.communicate(timeout=120)
    assert process.returncode == 2
    assert "was edited" in err
