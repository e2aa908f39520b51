"""The remote transport: requests to a worker over a socket, under deadlines that only this side keeps.

Nothing that arrives is believed: frames are bounded, replies are checked, clocks are read from outside. Whatever goes
wrong on the other side is a finding about the submission.
"""

import select
import signal
import socket
import time
from collections.abc import Mapping
from typing import Any

import numpy as np

from autograder.errors import Crashed, Finding, GraderError, StudentError, TimedOut
from autograder.i18n import Message
from autograder.model.assignment import Limits
from autograder.model.text import clean_text
from autograder.runtime import wire
from autograder.sandbox.pool import Session, Worker, Zygote
from autograder.sandbox.scratch import overfull
from autograder.testing import findings
from autograder.testing.recording import Recorder
from autograder.testing.transport import TOO_LARGE, Transport

__all__ = ["WorkerTransport", "isolation_here"]

CHUNK = 1 << 18
WALL_FACTOR = 10
"""Wall time is a backstop of this many times the CPU limit."""

TICK = 0.005
"""The shortest pause, in seconds, between two looks at a busy worker's clock."""

LOOK = 0.1
"""After so many CPU seconds of a worker's, its folder is looked into; and so long is the longest pause."""


class WorkerTransport(Transport):
    """One submission's modules in workers: a fresh one for each question, and after each death.

    Args:
        session: Where workers come from.
        sources: File name -> content.
        allowed: Packages that may be imported; empty for NumPy and the standard library.
        limits: What one test may use.
    """

    def __init__(self, session: Session, sources: Mapping[str, bytes], allowed: frozenset[str], limits: Limits) -> None:
        super().__init__()
        self._session = session
        self._sources = sources
        self._load = {
            "sources": {name: np.frombuffer(data, np.uint8) for name, data in sources.items()},
            "allowed": sorted(allowed),
        }
        self._limits = limits
        self._worker: Worker | None = None
        self._isolation: dict[str, str] = {}
        self._cpu_before = 0.0
        self._wall = 0.0
        self._looked = 0.0
        self._spent = 0.0

    @property
    def memory_limit(self) -> int:
        """Nothing for the host to measure: the worker's own limit holds."""
        return 0

    @property
    def cpu(self) -> float:
        """CPU seconds of all workers so far."""
        return self._spent + (self._worker.cpu() if self._worker else 0.0)

    @property
    def isolation(self) -> dict[str, str]:
        """What the last worker said of its lock-down before any of the student's code ran in it."""
        return self._isolation

    def begin(self, seed: int, recorder: Recorder | None = None) -> None:
        """Start a test, in a fresh worker if there is none alive, or none that still answers as it should."""
        if self._worker is not None:
            try:
                self._restart_clocks(self._worker)
                return super().begin(seed, recorder)
            except Finding:  # what an earlier test left behind is not this one's to pay for
                self.drop()
        self._worker = self._session.worker()
        self._restart_clocks(self._worker)
        self._isolation = self._exchange(wire.encode(self._load))["isolation"]
        self._restart_clocks(self._worker)
        super().begin(seed, recorder)

    def _restart_clocks(self, worker: Worker) -> None:
        self._cpu_before = worker.cpu()
        self._wall = self._looked = 0.0

    def output(self) -> str:
        """What the student's code printed since the last time; empty if its worker is gone."""
        if self._worker is None:
            return ""
        try:
            text = self.ask(op="output").get("text")
        except (Finding, AssertionError):  # whatever the worker answers here, it belongs to no test any more
            return ""
        return clean_text(text) if isinstance(text, str) else ""

    def source_line(self, file: str, line: int, said: str) -> str | None:
        """What stands there in our own copy: what the worker says of it may be forged.

        Returns:
            None where the submission has no such file or the file no such line, so that neither name nor number passes.
        """
        if file not in self._sources:
            return None
        lines = [*self._sources[file].decode("utf-8", "replace").splitlines(), ""]  # a syntax error may be at the end
        return lines[line - 1].strip()[:200] if 0 < line <= len(lines) else None

    def drop(self) -> None:
        """End the worker, so that the next test starts in a fresh one."""
        if self._worker is not None:
            self._spent += self._worker.cpu()
            self._worker.end()
            self._worker = None

    def _exchange(self, request: wire.Encoded) -> Any:
        if self._worker is None:
            raise findings.broken_protocol()
        try:
            self._send(request)
            while True:
                reply = self._receive()
                if not (isinstance(reply, dict) and isinstance(reply.get("re"), str)):
                    raise findings.broken_protocol()
                if reply["re"] != "callback":
                    return _settled(reply)
                self._send(self._serve(reply.get("number"), reply.get("args"), reply.get("kwargs")))
        except (Finding, GraderError, wire.WireError, MemoryError, _Gone) as error:
            raise self._after(error) from None
        except BaseException:
            self.drop()
            raise

    def _after(self, error: Exception) -> Exception:
        """End the worker after what went wrong in the middle of a call, and return what to raise."""
        status = self._worker.reap() if self._worker and isinstance(error, _Gone) else None
        self.drop()
        if isinstance(error, _Gone):
            return _death(status)
        if isinstance(error, MemoryError):
            return StudentError(TOO_LARGE, TOO_LARGE)
        return findings.broken_protocol() if isinstance(error, wire.WireError) else error

    def _send(self, encoded: wire.Encoded) -> None:
        for piece in wire.pack(encoded):
            rest = memoryview(piece)
            while rest:
                try:
                    rest = rest[self._socket().send(rest[:CHUNK]) :]
                except BlockingIOError:
                    self._await(select.POLLOUT)
                except OSError:
                    raise _Gone from None

    def _receive(self) -> Any:
        return wire.decode(wire.unpack(self._read))

    def _read(self, count: int) -> bytearray:
        data = bytearray()
        while len(data) < count:
            try:
                piece = self._socket().recv(min(CHUNK, count - len(data)))
            except BlockingIOError:
                self._await(select.POLLIN)
                continue
            except OSError:
                raise _Gone from None
            if not piece:
                raise _Gone
            data += piece
        return data

    def _socket(self) -> socket.socket:
        if self._worker is None:
            raise _Gone
        return self._worker.connection

    def _await(self, event: int) -> None:
        """Wait until the worker's socket is ready, or the test has used up its time.

        Raises:
            TimedOut: It has. CPU time decides; wall time, of waiting for the worker only, is a backstop.
            Crashed: The worker has filled its folder.
        """
        assert self._worker is not None
        poll = select.poll()
        poll.register(self._worker.connection, event)
        while True:
            used = self._worker.cpu() - self._cpu_before
            if used >= self._limits.cpu:
                raise _took_too_long(self._limits.cpu)
            if self._wall >= WALL_FACTOR * self._limits.cpu:
                raise _waited_too_long(WALL_FACTOR * self._limits.cpu)
            if used - self._looked > LOOK:
                self._looked = used
                if overfull(self._worker.folder):
                    raise findings.broken_protocol()
            pause = min(self._limits.cpu - used, WALL_FACTOR * self._limits.cpu - self._wall, LOOK)
            start = time.monotonic()
            ready = poll.poll(1_000 * max(pause, TICK))
            self._wall += time.monotonic() - start
            if ready:
                return


def isolation_here(limits: Limits) -> dict[str, str]:
    """The layers that a worker gets on this machine, each `on` or why it is off."""
    zygote = Zygote()
    try:
        transport = WorkerTransport(zygote.session(limits), {}, frozenset(), limits)
        transport.begin(0)
        transport.drop()
        return transport.isolation
    finally:
        zygote.close()


class _Gone(Exception):
    """The worker closed its end."""


def _settled(reply: dict[str, Any]) -> dict[str, Any]:
    if reply["re"] == "large":
        raise StudentError(TOO_LARGE, TOO_LARGE)
    return reply


def _took_too_long(limit: float) -> TimedOut:
    text = Message("The code ran for more than {limit:g} seconds and was stopped.", limit=limit)
    return TimedOut(text, text)


def _waited_too_long(limit: float) -> TimedOut:
    text = Message("The code did not come to an end within {limit:g} seconds and was stopped.", limit=limit)
    return TimedOut(text, text)


def _death(status: int | None) -> Crashed:
    """The finding for a worker that ended by itself."""
    if status is not None and status < 0:
        name = signal.Signals(-status).name if -status in set(signal.Signals) else str(-status)
        text = Message("The code made its process crash ({signal}).", signal=name)
    else:
        text = Message("The code ended its process (exit code {status}).", status=status)
    return Crashed(text, text)
