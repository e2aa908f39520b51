"""Send requests to a worker over a socket, with deadlines that are enforced on this side.

Nothing that arrives is trusted: frames are bounded, replies are checked, clocks are read from outside. Every error of
the worker becomes a finding about the submission.
"""

import select
import signal
import socket
from collections.abc import Mapping
from functools import partial
from typing import Any

import numpy as np

from autograder.errors import Crashed, Finding, GraderError, StudentError
from autograder.grading.budget import Look, TestBudget
from autograder.i18n import Message
from autograder.model.assignment import Limits
from autograder.model.text import clean_text
from autograder.runtime import wire
from autograder.runtime.frame_reader import CHUNK, FrameReader
from autograder.runtime.offered import OFFERED
from autograder.sandbox.pool import Session, Worker, Zygote
from autograder.testing import findings
from autograder.testing.evidence import MOST_WAITING
from autograder.testing.recording import Recorder
from autograder.testing.transport import TOO_LARGE, Transport

__all__ = ["WorkerTransport", "isolation_here"]

CALLBACK = frozenset(("re", "number", "args", "kwargs"))
"""The keys of a call from the student's code to a function of the test."""


class WorkerTransport(Transport):
    """Runs the modules of one submission in workers: a fresh one for each question, and after a worker dies.

    Args:
        session: The session that forks the workers.
        sources: File name -> content.
        allowed: Packages that may be imported; empty for NumPy and the standard library.
        limits: CPU and memory limits of one test.
    """

    by_grading = True

    def __init__(self, session: Session, sources: Mapping[str, bytes], allowed: frozenset[str], limits: Limits) -> None:
        super().__init__()
        self._session = session
        self._sources = sources
        self._load = {
            "sources": {name: np.frombuffer(data, np.uint8) for name, data in sources.items()},
            "allowed": [] if allowed == OFFERED else sorted(allowed),
        }
        self._budget = TestBudget(limits)
        self._worker: Worker | None = None
        self._reader: FrameReader | None = None
        self._is_first = False
        self._isolation: dict[str, str] = {}
        self._spent = 0.0

    @property
    def memory_limit(self) -> int:
        """Return 0: the host need not measure memory, because the worker has an rlimit."""
        return 0

    @property
    def cpu(self) -> float:
        """CPU seconds that all workers have used so far."""
        return self._spent + (self._worker.cpu() if self._worker else 0.0)

    @property
    def slept(self) -> float:
        """CPU seconds that the worker's sleep in this test stands for."""
        return self._budget.slept

    @property
    def sources(self) -> Mapping[str, bytes]:
        """File name -> content, as it was handed in."""
        return self._sources

    @property
    def isolation(self) -> dict[str, str]:
        """Layers of the last worker's sandbox, as it reported them before any student code ran."""
        return self._isolation

    def begin(self, seed: int, recorder: Recorder | None = None) -> None:
        """Start a test; use a fresh worker if none is alive or the last one does not respond correctly.

        Args:
            seed: Seed of the test.
            recorder: Records what the submission does; None for no recording.
        """
        if self._worker is not None:
            try:
                self._budget.begin(self._worker)
                return super().begin(seed, recorder)
            except Finding:  # an earlier test left the worker in a bad state; this test must not fail for it
                self.drop()
        self._worker = self._session.worker()
        self._reader = FrameReader(self._receive)
        self._budget.begin(self._worker)
        self._isolation = self._exchange(wire.encode(self._load))["isolation"]
        self._budget.begin(self._worker)
        super().begin(seed, recorder)

    def output(self) -> str:
        """Return what the student's code has printed since the last call; empty if the worker has ended."""
        if self._worker is None:
            return ""
        try:
            text = self.ask(op="output").get("text")
        except (Finding, AssertionError):  # the test is over, so a wrong reply must not count
            return ""
        return clean_text(text) if isinstance(text, str) else ""

    def content(self, file: str) -> bytes | None:
        """Return the content of a file, as it was handed in."""
        return self._sources.get(file)

    def source_line(self, file: str, line: int, said: str) -> str | None:
        """Return a source line from the trusted copy, because the worker's report may be forged.

        Args:
            file: Name of the file, as reported by the worker.
            line: Number of the line from 1, as reported by the worker.
            said: Text of the line as reported by the worker; ignored.

        Returns:
            The line; None if the file or the line does not exist in the submission, so that forged places are rejected.
        """
        if file not in self._sources:
            return None
        # The empty line is for syntax errors, which may be reported after the last line.
        lines = [*self._sources[file].decode("utf-8", "replace").splitlines(), ""]
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
        self._budget.open()
        try:
            return self._talk(request)
        except (Finding, GraderError, wire.WireError, MemoryError, _Gone) as error:
            raise self._after(error) from None
        except BaseException:
            self.drop()
            raise
        finally:
            self._budget.close()

    def _talk(self, request: wire.Encoded) -> dict[str, Any]:
        """Send a request, serve the callbacks that arrive, and return the reply; check the budget after each frame."""
        while True:
            self._send(request)
            self._is_first = True
            frame = wire.unpack(self._read)
            reply = self._budget.decode(frame)
            self._frame = frame if frame.length <= MOST_WAITING else None
            del frame  # a large one does not stay while a function of the test runs
            self._budget.check()
            if not (isinstance(reply, dict) and isinstance(reply.get("re"), str)):
                raise findings.broken_protocol()
            if reply["re"] != "callback":
                return _checked(reply)
            if reply.keys() != CALLBACK:
                raise findings.broken_protocol()
            request = self._budget.run(partial(self._serve, reply["number"], reply["args"], reply["kwargs"]))

    def _after(self, error: Exception) -> Exception:
        """End the worker after an error during a call, and return the exception to raise."""
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
                    rest = rest[self._socket().send(rest[:CHUNK], socket.MSG_DONTWAIT) :]
                except BlockingIOError:
                    self._await(select.POLLOUT)
                except OSError:
                    raise _Gone from None

    def _read(self, count: int) -> bytearray:
        assert self._reader is not None
        self._budget.receive(count)
        return self._reader.read(count)

    def _receive(self, most: int) -> bytes:
        """Return the next bytes of a frame; the clocks were read right before its first ones."""
        while True:
            if not self._is_first:
                self._await(select.POLLIN)
            self._is_first = False
            try:
                piece = self._socket().recv(most)  # waits for a moment; most calls take no longer
            except BlockingIOError:
                continue
            except OSError:
                raise _Gone from None
            if not piece:
                raise _Gone
            return piece

    def _socket(self) -> socket.socket:
        if self._worker is None:
            raise _Gone
        return self._worker.connection

    def _await(self, event: int) -> None:
        """Wait until the worker's socket is ready, and check the budget meanwhile."""
        poll = select.poll()
        poll.register(self._socket(), event)
        look: Look | None = None
        while True:
            self._budget.check()
            if poll.poll(1_000 * self._budget.pause()):
                return
            look = self._budget.silence(look)


def isolation_here(limits: Limits) -> dict[str, str]:
    """Start a worker on this machine and return its layers: layer -> `on`, or why it is off."""
    zygote = Zygote()
    try:
        transport = WorkerTransport(zygote.session(limits), {}, frozenset(), limits)
        transport.begin(0)
        transport.drop()
        return transport.isolation
    finally:
        zygote.close()


class _Gone(Exception):
    """The worker has closed its end of the socket."""


def _checked(reply: dict[str, Any]) -> dict[str, Any]:
    if reply["re"] == "large":
        raise StudentError(TOO_LARGE, TOO_LARGE)
    return reply


def _death(status: int | None) -> Crashed:
    """Return the finding for a worker that ended without being killed by the grader."""
    if status is not None and status < 0:
        name = signal.Signals(-status).name if -status in set(signal.Signals) else str(-status)
        text = Message("The code made its process crash ({signal}).", signal=name)
    else:
        text = Message("The code ended its process (exit code {status}).", status=status)
    return Crashed(text, text)
