"""Everything that a grading starts dies with its parent, whichever process is ended and however."""

import contextlib
import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.cli.batches import Batch
from tests.cli.test_faults import below, named, wait_for_their_end
from tests.grading.test_faults import parents
from tests.needs import needs

pytestmark = pytest.mark.slow

SLEEPS = "import time\n\ndef double(x):\n    time.sleep(100_000)\n"
PATIENCE = 60


def children(pid):
    """Return the children of a process."""
    return {child for child, parent in parents().items() if parent == pid}


def folder_of(worker):
    """Return the folder of a worker; None if it has ended."""
    with contextlib.suppress(OSError):
        return Path(f"/proc/{worker}/cwd").readlink()
    return None


def find(kind, batch):
    """Return a process of the batch by its kind; None if there is none at this moment."""
    grader = next(iter(named(children(batch), "grading.grader_process")), None)
    zygotes = named(children(grader), "sandbox.start")
    # Sessions that have ended may still be listed, and that of the reference has no worker at this moment.
    pairs = [(worker, one, zygote) for zygote in zygotes for one in children(zygote) for worker in children(one)]
    worker, session, zygote = next((pair for pair in pairs if folder_of(pair[0])), (None, None, None))
    found = {
        "worker": worker,
        "session": session,
        "zygote": zygote,
        "fork": next(iter(named(children(grader), "grading.grader_process")), None),
        "grader": grader,
        "batch": batch,
    }
    return found[kind] if all(found.values()) else None  # all of them, so that the submission really runs


def end_one(kind, batch, number):
    """End a process of a kind as soon as the batch has one of each; return its descendants and a worker's folder."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        with contextlib.suppress(ProcessLookupError):  # one that is replaced at this moment
            if (pid := find(kind, batch)) and (folder := folder_of(find("worker", batch))):
                doomed = {pid, *below(pid)}
                os.kill(pid, number)
                return doomed, folder
    raise AssertionError(f"no {kind}")


@pytest.mark.parametrize("number", [pytest.param(signal.SIGTERM, marks=pytest.mark.prove), signal.SIGKILL])
def test_everything_dies_with_its_parent(tmp_path, number):
    """The descendants of a process end with it; grading goes on until the batch ends. SIGTERM leaves no folder."""
    needs("linux")
    batch = Batch(tmp_path, size=8)
    toml = batch.source / "assignment.toml"
    toml.write_text(toml.read_text("utf-8").replace("cpu = 0.5", "cpu = 100"), encoding="utf-8")
    for name in batch.names:
        (batch.handed_in / name / "toys.py").write_text(SLEEPS, encoding="utf-8")
    log = (tmp_path / "log").open("wb")
    process = subprocess.Popen(batch.command(), stdout=log, stderr=log)
    folders = set()
    try:
        for kind in ("worker", "session", "zygote", "fork", "grader", "batch"):
            doomed, folder = end_one(kind, process.pid, number)
            folders.add(folder)
            if kind == "batch":
                process.wait(PATIENCE)
            wait_for_their_end(doomed)
        assert process.returncode == (130 if number == signal.SIGTERM else -number)
        if number == signal.SIGTERM:
            assert (batch.out / "grades.csv").is_file()
            assert (batch.out / "submissions.csv").is_file()
    finally:
        log.close()
        with contextlib.suppress(ProcessLookupError):
            process.kill()
    assert number == signal.SIGKILL or not any(folder.exists() or folder.parent.exists() for folder in folders)
