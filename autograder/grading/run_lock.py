"""Lock between the grading processes of one machine: many run tests at the same time, or one runs a test alone."""

import contextlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

try:
    import fcntl
except ImportError:  # Windows, where nothing is graded
    fcntl = None  # type: ignore[assignment]

__all__ = ["RunLock", "hold"]


def hold(path: Path) -> IO[bytes] | None:
    """Create a file, and lock it until it is closed or this process ends.

    Returns:
        The open file; None if another process holds it.
    """
    file = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600), "rb+")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        return None
    return file


class RunLock:
    """A lock that many processes share or one process holds exclusively, while it runs one test.

    A process that wants the lock exclusively first locks a gate. New shared holders wait at the gate, so they cannot
    keep it out forever.

    Args:
        folder: Folder of the two lock files, the same for all processes; None if there is only one process.

    Attributes:
        waiting: Called with True before this process waits for another one, and with False afterwards.
    """

    def __init__(self, folder: Path | None) -> None:
        self.waiting: Callable[[bool], None] = _ignore
        self._gate = self._open(folder, "gate")
        self._road = self._open(folder, "road")

    @contextlib.contextmanager
    def shared(self) -> Iterator[None]:
        """Hold the lock inside the block; other processes may share it."""
        if self._gate is None or self._road is None:
            yield
            return
        with self._flock(self._gate, shared=True):
            road = self._flock(self._road, shared=True)
            road.__enter__()
        try:
            yield
        finally:
            road.__exit__(None, None, None)

    @contextlib.contextmanager
    def exclusive(self) -> Iterator[None]:
        """Hold the lock inside the block; no other process may hold it."""
        if self._gate is None or self._road is None:
            yield
            return
        with self._flock(self._gate, shared=False), self._flock(self._road, shared=False):
            yield

    @staticmethod
    def _open(folder: Path | None, name: str) -> IO[bytes] | None:
        if folder is None or fcntl is None:
            return None
        descriptor = os.open(folder / name, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        return os.fdopen(descriptor, "rb+")

    @contextlib.contextmanager
    def _flock(self, file: IO[bytes], shared: bool) -> Iterator[None]:
        kind = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
        try:
            fcntl.flock(file, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            self.waiting(True)
            fcntl.flock(file, kind)
            self.waiting(False)
        try:
            yield
        finally:
            fcntl.flock(file, fcntl.LOCK_UN)


def _ignore(_waits: bool) -> None:
    """Tell nobody."""
