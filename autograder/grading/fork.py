"""Work in a forked child process, with a limit on its time; what it has sent before its end is kept."""

import os
import pickle
import select
import signal
import struct
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from autograder.errors import GraderError
from autograder.sandbox.lockdown import die_with_parent

__all__ = ["OutOfTime", "Outlet", "Watched", "in_a_fork", "watched"]

T = TypeVar("T")

CHUNK = 1 << 16
_LENGTH = struct.Struct("<Q")

_KEPT, _DONE = range(2)


class OutOfTime(GraderError):
    """The child took longer than it may."""


class Outlet:
    """The child's end of the pipe to its parent."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def keep(self, value: Any) -> None:
        """Send a value that the parent keeps, however the child ends."""
        self.send(_KEPT, value)

    def send(self, kind: int, value: Any) -> None:
        """Send a message."""
        data = pickle.dumps((kind, value))
        rest = memoryview(_LENGTH.pack(len(data)) + data)
        while rest:
            rest = rest[os.write(self._descriptor, rest) :]


@dataclass(frozen=True)
class Watched(Generic[T]):
    """What came of a child.

    Attributes:
        result: What `work` returned; None if the child was ended before.
        kept: The values that it sent with `Outlet.keep`.
        in_time: Whether it ended by itself.
        error: Why there is no result although it ended in time; None if there is one.
    """

    result: T | None
    kept: list[Any]
    in_time: bool = True
    error: GraderError | None = None


def in_a_fork(work: Callable[[], T], seconds: float | None = None) -> T:
    """Call `work` in a forked child process, and return its result.

    Args:
        work: The function to call; its result must be picklable.
        seconds: Time limit in seconds; None for none.

    Raises:
        OutOfTime: The child was ended, because it took longer.
        GraderError: `work` raised an exception, or the child ended without a result.
    """
    found = watched(lambda _outlet: work(), seconds)
    if not found.in_time:
        raise OutOfTime(f"the process took more than {seconds:g} seconds")
    if found.error:
        raise found.error
    return found.result  # type: ignore[return-value]


def watched(work: Callable[[Outlet], T], seconds: float | None = None) -> Watched[T]:
    """Call `work` in a forked child process; kill it if it takes longer than `seconds`.

    Args:
        work: The function to call. It may send values by the outlet that it gets; its result must be picklable.
        seconds: Time limit in seconds; None for none.
    """
    inward, outward = os.pipe()
    parent = os.getpid()
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            die_with_parent(parent)
            os.close(inward)
            outlet = Outlet(outward)
            outlet.send(_DONE, _outcome(lambda: work(outlet)))
            code = 0
        finally:
            os._exit(code)
    os.close(outward)
    reader = _Inlet(inward, seconds)
    try:
        in_time = reader.read_all()
        if not in_time:
            os.kill(pid, signal.SIGKILL)
    finally:
        os.close(inward)
    _, status = os.waitpid(pid, 0)
    if not in_time:
        return Watched(None, reader.kept, in_time=False)
    if status or not reader.done:
        code = os.waitstatus_to_exitcode(status)
        error = GraderError(f"the process that graded a submission ended with status {code}")
        return Watched(None, reader.kept, error=error)
    [answer] = reader.done
    if isinstance(answer, GraderError):
        return Watched(None, reader.kept, error=answer)
    return Watched(answer, reader.kept)


class _Inlet:
    """The parent's end of the pipe."""

    def __init__(self, descriptor: int, seconds: float | None) -> None:
        self.kept: list[Any] = []
        self.done: list[Any] = []
        self._descriptor = descriptor
        self._left = seconds

    def read_all(self) -> bool:
        """Read until the child closes its end; return False if it takes too long."""
        data = bytearray()
        while True:
            if not self._ready():
                return False
            piece = os.read(self._descriptor, CHUNK)
            if not piece:
                return True
            data += piece
            self._take_messages(data)

    def _ready(self) -> bool:
        """Wait for the child within the time that is left."""
        start = time.monotonic()
        timeout = None if self._left is None else max(0.0, self._left)
        ready = bool(select.select([self._descriptor], [], [], timeout)[0])
        if self._left is not None:
            self._left -= time.monotonic() - start
        return ready

    def _take_messages(self, data: bytearray) -> None:
        """Take the complete messages from `data`; the child is trusted, so they are pickled."""
        while len(data) >= _LENGTH.size:
            end = _LENGTH.size + _LENGTH.unpack_from(data)[0]
            if len(data) < end:
                return
            kind, value = pickle.loads(bytes(data[_LENGTH.size : end]))
            del data[:end]
            (self.kept if kind == _KEPT else self.done).append(value)


def _outcome(work: Callable[[], T]) -> T | GraderError:
    try:
        return work()
    except Exception as error:
        return GraderError(f"{type(error).__name__}: {error}")
