"""Work in a forked child process, with a limit on its time; what it has sent before its end is kept."""

import os
import pickle
import select
import signal
import struct
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Generic, TypeVar

from autograder.errors import GraderError
from autograder.sandbox.lockdown import die_with_parent

__all__ = ["OutOfTime", "Outlet", "Watched", "in_a_fork", "watched"]

T = TypeVar("T")

CHUNK = 1 << 16
_LENGTH = struct.Struct("<Q")


class OutOfTime(GraderError):
    """The child took longer than it may."""


class Outlet:
    """What the child sends: to a file, which its parent reads afterwards, so that it need not wake up meanwhile.

    Args:
        file: Descriptor of the file.
    """

    def __init__(self, file: int) -> None:
        self._file = file

    def keep(self, value: Any) -> None:
        """Send a value that the parent keeps, however the child ends."""
        _write(self._file, value)


def _write(descriptor: int, value: Any) -> None:
    data = pickle.dumps(value)
    rest = memoryview(_LENGTH.pack(len(data)) + data)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def _complete(data: bytes | bytearray) -> list[Any]:
    """Return the values that are complete in `data`; the child is trusted, so they are pickled."""
    found: list[Any] = []
    start = 0
    while start + _LENGTH.size <= len(data):
        end = start + _LENGTH.size + _LENGTH.unpack_from(data, start)[0]
        if end > len(data):
            break
        found.append(pickle.loads(data[start + _LENGTH.size : end]))
        start = end
    return found


@dataclass(frozen=True)
class Watched(Generic[T]):
    """What came of a child.

    Attributes:
        result: What `work` returned; None if the child was ended before.
        in_time: Whether it ended by itself.
        error: Why there is no result although it ended in time; None if there is one.
    """

    result: T | None
    in_time: bool = True
    error: GraderError | None = None
    _sent: bytes = b""

    @cached_property
    def kept(self) -> list[Any]:
        """The values that the child sent with `Outlet.keep`."""
        return _complete(self._sent)


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
    with tempfile.TemporaryFile() as file:
        pid = os.fork()
        if pid == 0:
            code = 1
            try:
                die_with_parent(parent)
                os.close(inward)
                _write(outward, _outcome(lambda: work(Outlet(file.fileno()))))
                code = 0
            finally:
                os._exit(code)
        os.close(outward)
        try:
            data = _read_all(inward, seconds)
            if data is None:
                os.kill(pid, signal.SIGKILL)
        finally:
            os.close(inward)
        _, status = os.waitpid(pid, 0)
        file.seek(0)
        sent = file.read()
    if data is None:
        return Watched(None, in_time=False, _sent=sent)
    done = _complete(data)
    if status or not done:
        code = os.waitstatus_to_exitcode(status)
        error = GraderError(f"the process that graded a submission ended with status {code}")
        return Watched(None, error=error, _sent=sent)
    [answer] = done
    if isinstance(answer, GraderError):
        return Watched(None, error=answer, _sent=sent)
    return Watched(answer, _sent=sent)


def _read_all(descriptor: int, seconds: float | None) -> bytearray | None:
    """Read until the child closes its end; return None if it takes longer than `seconds`."""
    data = bytearray()
    end = None if seconds is None else time.monotonic() + seconds
    while select.select([descriptor], [], [], None if end is None else max(0.0, end - time.monotonic()))[0]:
        piece = os.read(descriptor, CHUNK)
        if not piece:
            return data
        data += piece
    return None


def _outcome(work: Callable[[], T]) -> T | GraderError:
    try:
        return work()
    except Exception as error:
        return GraderError(f"{type(error).__name__}: {error}")
