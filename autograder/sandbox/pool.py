"""Control the processes for student code: a warm zygote, a session for each submission, and the workers."""

import json
import math
import os
import select
import signal
import socket
import struct
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from autograder.errors import GraderError
from autograder.model.assignment import Limits
from autograder.sandbox.lockdown import LAYERS

__all__ = ["TICK", "Session", "Worker", "Zygote"]

CPU_SAFETY_FACTOR = 20
"""The kernel kills a worker after this multiple of the CPU limit, in case the trusted side has not done so."""

TICK = 0.005
"""Minimum pause in seconds between two readings of a busy worker's clock."""

GRACE_MS = 300
"""Milliseconds that a worker has to exit after it has closed its socket, so that its own exit status is known."""


@dataclass
class Worker:
    """One sandboxed process.

    Attributes:
        session: The session that forked it.
        pid: Its process id.
        connection: The grader's end of the socket. Receiving waits at most `TICK` seconds.
        folder: Its scratch folder.
        status: Its exit status (negative for a signal); None while it runs.
    """

    session: "Session"
    pid: int
    connection: socket.socket
    folder: Path
    status: int | None = None
    _last_cpu: float = 0.0

    def __post_init__(self) -> None:
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, struct.pack("@ll", 0, int(TICK * 1e6)))
        self._pidfd = os.pidfd_open(self.pid)
        self._clock = (~self.pid << 3) | 2  # the kernel's CPU clock of a process (clock_getcpuclockid(3))

    def cpu(self) -> float:
        """Return the CPU seconds that the process has used, read from outside."""
        if self.status is None:
            try:  # noqa: SIM105 - several times for each call of the student's code
                self._last_cpu = time.clock_gettime_ns(self._clock) / 1e9
            except OSError:  # the process has ended: keep the last reading
                pass
        return self._last_cpu

    def end(self) -> int:
        """End the process, killing it if it has not exited, and return its exit status (negative for a signal)."""
        if self.status is None:
            self.cpu()
            self.connection.close()
            if not _ended(self._pidfd):
                signal.pidfd_send_signal(self._pidfd, signal.SIGKILL)
            self.status = self.session.wait(self.pid)
            os.close(self._pidfd)
        return self.status

    def reap(self) -> int:
        """Wait up to `GRACE_MS` for the process to exit, then end it; return its exit status as `end` does."""
        if self.status is None:
            _ended(self._pidfd, GRACE_MS)
        return self.end()


def _ended(pidfd: int, wait_ms: int = 0) -> bool:
    poll = select.poll()
    poll.register(pidfd, select.POLLIN)
    return bool(poll.poll(wait_ms))


class Zygote:
    """A warm process without secrets, which forks a session for each submission."""

    def __init__(self) -> None:
        self._control, other = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with other:
            command = [sys.executable, "-I", "-m", "autograder.sandbox.start", str(other.fileno())]
            self._process = subprocess.Popen(command, pass_fds=[other.fileno()], env=_environment())

    def session(self, limits: Limits, layers: frozenset[str] = frozenset(LAYERS)) -> "Session":
        """Fork a session for one submission.

        Args:
            limits: CPU time and memory of a worker.
            layers: The layers of the lock-down to apply. Grading applies all; tests of single layers need fewer.

        Raises:
            GraderError: The zygote has ended.
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
        """End the zygote with all sessions and workers."""
        self._control.close()
        self._process.wait()


class Session:
    """Forks workers for one submission, each when it is asked for: one in advance would often serve nobody."""

    def __init__(self, control: socket.socket) -> None:
        self._control = control

    def worker(self) -> Worker:
        """Return a fresh worker.

        Raises:
            GraderError: The session has ended.
        """
        mine, theirs = socket.socketpair()
        with theirs:
            _send(self._control, b"F", theirs)
        pid, _, folder = os.fsdecode(self._answer()).partition(" ")
        return Worker(self, int(pid), mine, Path(folder))

    def wait(self, pid: int) -> int:
        """Wait for a worker to end, and return its exit status (negative for a signal)."""
        self._control.send(f"W{pid}".encode())
        return int(self._answer())

    def ended(self) -> bool:
        """Return whether the process that forks the workers has ended; then all workers end, for no fault of theirs."""
        poll = select.poll()
        poll.register(self._control, 0)  # reports only that the other end is closed
        return bool(poll.poll(0))

    def close(self) -> None:
        """End all workers."""
        self._control.close()

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
    return GraderError("the process that forks workers has ended; start grading again")


def _environment() -> dict[str, str]:
    """Return the environment of the zygote: one thread for BLAS, because a fork copies only one thread."""
    threads = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
    return {"LANG": "C.UTF-8", "PATH": os.defpath, **dict.fromkeys(threads, "1")}
