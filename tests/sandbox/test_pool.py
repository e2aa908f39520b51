"""Everything that was forked from a zygote ends with it."""

import contextlib
import os
import secrets
import select
import signal
from pathlib import Path

import pytest

from autograder.errors import Finding
from autograder.grading.worker_transport import WorkerTransport
from autograder.model.assignment import Limits
from autograder.sandbox import scratch
from autograder.sandbox.lockdown import LAYERS
from autograder.sandbox.pool import Zygote
from autograder.testing.submission import Submission
from tests.needs import needs

LIMITS = Limits(1, 384)


@pytest.fixture
def family():
    """A zygote with a session and two workers, one of which serves, and a pidfd of each descendant."""
    needs("linux")
    zygote = Zygote()
    session = zygote.session(LIMITS)
    transport = WorkerTransport(session, {"answer.py": b"x = 1"}, frozenset(), LIMITS)
    transport.begin(0)
    others = [session.worker()]
    with contextlib.ExitStack() as stack:
        found = {pid: os.pidfd_open(pid) for pid in _descendants(zygote._process.pid)}
        for descriptor in found.values():
            stack.callback(os.close, descriptor)
        assert len(found) == 2 + len(others)
        yield zygote, session, found
        zygote.close()
        session.close()


def _descendants(pid):
    children = [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return children + [below for child in children for below in _descendants(child)]


def _ended(pidfd, wait_ms=0):
    poll = select.poll()
    poll.register(pidfd, select.POLLIN)
    return bool(poll.poll(wait_ms))


@pytest.mark.parametrize("session_first", [True, False])
def test_nothing_is_alive_once_a_zygote_is_closed(family, session_first):
    """When `close` returns, all sessions and workers have ended, also those of sessions that were not closed."""
    zygote, session, descendants = family
    if session_first:
        session.close()
    zygote.close()
    assert [pid for pid, ended in descendants.items() if not _ended(ended)] == []


def test_sessions_end_with_a_zygote_that_is_killed(family):
    """If the kernel kills a zygote for lack of memory, its sessions end, too."""
    zygote, _, descendants = family
    zygote._process.send_signal(signal.SIGKILL)
    assert [pid for pid, ended in descendants.items() if not _ended(ended, wait_ms=10_000)] == []


@pytest.mark.parametrize("place", scratch.PUBLIC_FOLDERS)
def test_without_landlock_what_a_worker_leaves_elsewhere_is_removed(place):
    """Files that a worker with its own user id wrote to public folders are removed after it has ended."""
    needs("root")
    left = Path(place) / f"left-{secrets.token_hex(6)}"
    code = f"import os\nos.makedirs({str(left / 'folder')!r})\nopen({str(left / 'file')!r}, 'w').close()\n"
    with contextlib.ExitStack() as stack:
        zygote = Zygote()
        stack.callback(zygote.close)
        session = zygote.session(LIMITS, frozenset(LAYERS) - {"landlock"})
        stack.callback(session.close)
        transport = WorkerTransport(session, {"answer.py": code.encode()}, frozenset(), LIMITS)
        submission = Submission(transport, frozenset(["answer"]))
        submission.reset(0)
        with contextlib.suppress(Finding):
            submission.answer.nothing.call()
        assert (left / "file").exists()
        transport.drop()
        assert not left.exists()
