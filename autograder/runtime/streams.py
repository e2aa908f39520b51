"""The standard streams that a student's code has, the same on a laptop and in the worker.

They have everything that a text stream has. What is printed goes to a `CappedOutput`. Student code may close, detach,
wrap or replace its streams: it only does so to its own. On a laptop they are put away after each call.
"""

import codecs
import contextlib
import io
import os
import sys
from collections.abc import Callable, Iterator
from typing import Any

__all__ = ["MAX_OUTPUT", "CappedOutput", "StudentStreams"]

MAX_OUTPUT = 64 << 10
"""Maximum number of characters of printed output to keep for one test."""

_NAMES = ("stdin", "stdout", "stderr")


class CappedOutput:
    """Keeps the first characters that are printed and counts the rest.

    Args:
        limit: Number of characters to keep.
        forward: Called with the name of the stream and each text, instead of keeping it.
    """

    def __init__(self, limit: int = MAX_OUTPUT, forward: Callable[[str, str], None] | None = None) -> None:
        self._limit = limit
        self._forward = forward
        self._parts: list[str] = []
        self._kept = self._lost = 0

    def write(self, stream: str, text: str) -> None:
        """Keep or count what was printed to `stdout` or `stderr`."""
        kept = text[: self._limit - self._kept]
        if self._forward:
            if kept:
                self._forward(stream, kept)
            if len(kept) < len(text) and not self._lost:
                self._forward(stream, "… [more output, not shown]\n")
        elif kept:
            self._parts.append(kept)
        self._kept += len(kept)
        self._lost += len(text) - len(kept)

    def take(self) -> str:
        """Return what was printed since the last call."""
        text = "".join(self._parts) + (f"… [{self._lost:,} more characters]" if self._lost else "")
        self._parts.clear()
        self._kept = self._lost = 0
        return text


class StudentStreams:
    """Standard streams for one submission, in place of those of the process.

    Args:
        output: Receives what is printed.
    """

    def __init__(self, output: CappedOutput) -> None:
        self._output = output
        self._after_loading = self._fresh()
        self._own = dict(self._after_loading)
        self._before: dict[str, Any] = {}

    @classmethod
    def forwarding(cls) -> "StudentStreams":
        """Make streams that print to the streams of the process, for a laptop.

        A person at a terminal can still answer a debugger: then standard input stays that of the process.
        """

        def forward(stream: str, text: str) -> None:
            target = streams._before.get(stream)
            if target is not None:
                with contextlib.suppress(OSError, ValueError):  # closed, or with an encoding that lacks a character
                    target.write(text)
                    target.flush()

        streams = cls(CappedOutput(forward=forward))
        for name in ("stdin", "__stdin__"):
            stream = getattr(sys, name)
            if _is_terminal(stream):
                streams._own[name] = streams._after_loading[name] = stream
        return streams

    @contextlib.contextmanager
    def installed(self) -> Iterator[None]:
        """Give student code its streams inside the block, as it has left them."""
        if self._before:
            yield
            return
        self.install()
        try:
            yield
        finally:
            self._put_away()

    def install(self) -> None:
        """Give student code its streams, until this process ends or the block of `installed`."""
        self._before = {name: getattr(sys, name) for name in self._own}
        _install(self._own)

    def _put_away(self) -> None:
        self._own = {name: getattr(sys, name, None) for name in self._own}
        _install(self._before)
        _flush(self._own)
        self._before = {}

    def keep(self) -> None:
        """Keep the present streams for later tests: student code has replaced them at the top of a file."""
        self._after_loading = {name: getattr(sys, name, None) for name in self._own}

    def begin(self) -> None:
        """Begin a test: undo what functions have done to the streams, and replace those that cannot be used."""
        fresh: dict[str, Any] = {}
        self.take()
        for name, stream in self._after_loading.items():
            if not _is_open(stream):
                fresh = fresh or self._fresh()
                self._after_loading[name] = fresh[name]
        self._own = dict(self._after_loading)
        if self._before:
            _install(self._own)

    def take(self) -> str:
        """Return what was printed since the last call."""
        _flush({name: getattr(sys, name, None) for name in self._own} if self._before else self._own)
        return self._output.take()

    def _fresh(self) -> dict[str, Any]:
        streams: dict[str, Any] = {
            "stdin": _named(io.TextIOWrapper(io.BufferedReader(_Input()), "utf-8"), "r"),
            "stdout": _named(_TextOutput(_Bytes("stdout", 1, self._output)), "w"),
            "stderr": _named(_TextOutput(_Bytes("stderr", 2, self._output)), "w"),
        }
        return streams | {f"__{name}__": streams[name] for name in _NAMES}


def _install(streams: dict[str, Any]) -> None:
    for name, stream in streams.items():
        setattr(sys, name, stream)


def _is_terminal(stream: Any) -> bool:
    try:
        return bool(stream is not None and stream.isatty())
    except ValueError:  # closed
        return False


def _flush(streams: dict[str, Any]) -> None:
    for name in ("stdout", "stderr"):
        with contextlib.suppress(BaseException):  # closed, detached, None, or an object of the student's
            streams[name].flush()


def _is_open(stream: Any) -> bool:
    try:
        return stream is None or not stream.closed
    except ValueError:  # its buffer was detached
        return False
    except Exception:  # an object of the student's that has no `closed`
        return True


def _named(stream: io.TextIOWrapper, mode: str) -> io.TextIOWrapper:
    vars(stream)["mode"] = mode  # as Python does for its own streams
    return stream


class _Descriptor:
    """A descriptor to hand out, made on request: closing it must not close that of the process."""

    def __init__(self, of: int) -> None:
        self._of = of
        self._copy = -1
        self._file: tuple[int, int] | None = None

    def number(self) -> int:
        if not self._is_ours():
            self._copy = os.dup(self._of)
            self._file = _file_of(self._copy)
        return self._copy

    def _is_ours(self) -> bool:
        """Return whether the copy is still open; another file may have its number by now."""
        return self._file is not None and _file_of(self._copy) == self._file

    def __del__(self) -> None:
        if self._is_ours():
            os.close(self._copy)


def _file_of(descriptor: int) -> tuple[int, int] | None:
    try:
        found = os.fstat(descriptor)
    except OSError:
        return None
    return found.st_dev, found.st_ino


class _Bytes(io.BufferedIOBase):
    """The binary side of an output stream. Closing has no effect, so that a wrapper that goes away cannot end it."""

    mode = "wb"

    def __init__(self, stream: str, descriptor: int, output: CappedOutput) -> None:
        self.name = f"<{stream}>"
        self.raw = self
        self._stream = stream
        self._output = output
        self._descriptor = _Descriptor(descriptor)
        self.decode_as("utf-8")

    def decode_as(self, encoding: str) -> None:
        """Expect bytes in this encoding from now on."""
        self._decoder = codecs.getincrementaldecoder(encoding)("replace")

    @property
    def closed(self) -> bool:
        return False

    def close(self) -> None:
        """Do nothing."""

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        data = memoryview(data).tobytes()  # raises TypeError for text, as every binary stream does
        text = self._decoder.decode(data)
        if text:
            self._output.write(self._stream, text)
        return len(data)

    def fileno(self) -> int:
        return self._descriptor.number()

    def isatty(self) -> bool:
        return False


class _TextOutput(io.TextIOWrapper):
    """The text side of an output stream."""

    def __init__(self, buffer: _Bytes) -> None:
        super().__init__(buffer, "utf-8", "backslashreplace", line_buffering=True)
        self._bytes = buffer

    def reconfigure(self, *, encoding: str | None = None, **settings: Any) -> None:
        """Change the encoding or other settings."""
        super().reconfigure(encoding=encoding, **settings)
        self._bytes.decode_as(self.encoding)


class _Input(io.RawIOBase):
    """Standard input without any input."""

    name = "<stdin>"
    mode = "rb"

    def __init__(self) -> None:
        self._descriptor = _Descriptor(0)

    def readable(self) -> bool:
        return True

    def readinto(self, _: Any) -> int:
        return 0

    def fileno(self) -> int:
        return self._descriptor.number()

    def isatty(self) -> bool:
        return False
