"""Processes for student code: a warm zygote, a session of it for each submission, and the workers."""

import contextlib
import json
import math
import os
import select
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from autograder.errors import GraderError
from autograder.model.assignment import Limits
from autograder.sandbox.lockdown import LAYERS

__all__ = ["Session", "Worker", "Zygote"]

CPU_SAFETY_FACTOR = 20
"""The kernel ends a worker after this many times the CPU limit, in case the trusted side has not done so."""

GRACE_MS = 300
"""Milliseconds that a worker that has closed its socket may take to end, so that its exit status is known."""


@dataclass
class _PendingWorker:
    """A worker that is being forked; its pid and its folder arrive later."""

    connection: socket.socket
    answer: tuple[int, Path] | None = None


@dataclass
class Worker:
    """One sandboxed process.

    Attributes:
        pid: Its process id.
        connection: Our end of the wire, non-blocking.
        folder: Its scratch folder.
    """

    session: "Session"
    pid: int
    connection: socket.socket
    folder: Path
    status: int | None = None
    _last_cpu: float = 0.0

    def __post_init__(self) -> None:
        self.connection.setblocking(False)
        self._pidfd = os.pidfd_open(self.pid)

    def cpu(self) -> float:
        """CPU seconds that it has used since it was forked, read from outside."""
        if self.status is None:
            with contextlib.suppress(OSError):  # it has ended since: the last reading stands
                # The kernel's per-process CPU clock; its number is made of the pid (clock_getcpuclockid(3)).
                self._last_cpu = time.clock_gettime_ns((~self.pid << 3) | 2) / 1e9
        return self._last_cpu

    def end(self) -> int:
        """Kill it unless it ends by itself at once, and return its exit status (negative for a signal)."""
        if self.status is None:
            self.cpu()
            self.connection.close()
            if not _ended(self._pidfd):
                signal.pidfd_send_signal(self._pidfd, signal.SIGKILL)
            self.status = self.session.wait(self.pid)
            os.close(self._pidfd)
        return self.status

    def reap(self) -> int:
        """Give a worker that has closed its socket a moment to end by itself; then do as `end` does."""
        if self.status is None:
            _ended(self._pidfd, GRACE_MS)
        return self.end()


def _ended(pidfd: int, wait_ms: int = 0) -> bool:
    poll = select.poll()
    poll.register(pidfd, select.POLLIN)
    return bool(poll.poll(wait_ms))


class Zygote:
    """A warm process of our own that holds nothing worth stealing; forks a session for each submission."""

    def __init__(self) -> None:
        self._control, other = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with other:
            command = [sys.executable, "-I", "-m", "autograder.sandbox.zygote", str(other.fileno())]
            self._process = subprocess.Popen(command, pass_fds=[other.fileno()], env=_environment())

    def session(self, limits: Limits, layers: frozenset[str] = frozenset(LAYERS)) -> "Session":
        """Workers for one submission.

        Args:
            limits: How much CPU time and memory the code of a worker may use.
            layers: The layers of the lock-down to apply; all of them but in tests of the layers.
        """
        mine, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        settings = {
            "cpu_seconds": CPU_SAFETY_FACTOR * math.ceil(limits.cpu),
            "memory_bytes": limits.room(),
            "layers": sorted(layers),
        }
        with theirs:
            _send(self._control, b"S" + json.dumps(settings).encode(), theirs)
        return Session(mine)

    def close(self) -> None:
        """End the zygote and, with it, all sessions and their workers."""
        self._control.close()
        self._process.wait()


class Session:
    """Forks workers; the next one is forked ahead of need."""

    def __init__(self, control: socket.socket) -> None:
        self._control = control
        self._next = self._ask()

    def worker(self) -> Worker:
        """Return a worker that has served nobody yet."""
        pending, (pid, folder) = self._next, self._forked()
        self._next = self._ask()
        return Worker(self, pid, pending.connection, folder)

    def wait(self, pid: int) -> int:
        """The exit status of a worker that has ended or been killed."""
        self._forked()  # answers come in the order of the commands
        self._control.send(f"W{pid}".encode())
        return int(self._answer())

    def close(self) -> None:
        """End all workers."""
        self._control.close()
        self._next.connection.close()

    def _ask(self) -> _PendingWorker:
        mine, theirs = socket.socketpair()
        with theirs:
            _send(self._control, b"F", theirs)
        return _PendingWorker(mine)

    def _forked(self) -> tuple[int, Path]:
        if self._next.answer is None:
            pid, _, folder = os.fsdecode(self._answer()).partition(" ")
            self._next.answer = int(pid), Path(folder)
        return self._next.answer

    def _answer(self) -> bytes:
        answer = self._control.recv(1 << 16)
        if not answer:
            raise _ended_early()
        return answer


def _send(control: socket.socket, command: bytes, along: socket.socket) -> None:
    try:
        socket.send_fds(control, [command], [along.fileno()])
    except OSError:
        raise _ended_early() from None


def _ended_early() -> GraderError:
    return GraderError("the process that workers are forked from has ended; start grading again")


def _environment() -> dict[str, str]:
    """What the zygote inherits: one thread for BLAS (a fork copies no other), and nothing of ours."""
    threads = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
    return {"LANG": "C.UTF-8", "PATH": os.defpath, **dict.fromkeys(threads, "1")}
