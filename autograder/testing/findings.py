"""Convert an error reply of the host into a finding about the submission.

A submission can make the host in its sandbox reply anything. So the text that a student may read even for a hidden test
(`brief`) takes only line numbers and known names from a reply. Otherwise a submission could send hidden inputs to its
student in the name of an exception, in a forged source line, or in a notice that looks like a stub's.
"""

import builtins
from collections.abc import Callable
from typing import Any, NamedTuple

import msgspec
import numpy as np

from autograder.errors import Crashed, Finding, NotWritten, OutOfMemory, StudentError, Unreadable
from autograder.i18n import Lines, Message, Renderable
from autograder.model.text import clean_text

__all__ = ["Frame", "SourceLine", "absent", "broken_protocol", "raised"]

SourceLine = Callable[[str, int, str], str | None]
"""Takes a file, a line number and the host's text of that line; returns the text, or None if there is no such file."""


MAX_FRAMES = 12
"""Maximum number of frames that are read of one exception; a host can send any number."""


_NOT_PYTHON = ("SyntaxError", "IndentationError", "TabError")

WRONG_ENCODING = Message(
    "The file is not UTF-8 (an editor may have saved it as cp949). In VS Code, click the encoding in the status "
    "bar: first 'Reopen with Encoding', Korean (EUC-KR), then 'Save with Encoding', UTF-8."
)


class Frame(NamedTuple):
    """A line in the student's files."""

    file: str
    line: int
    function: str
    source: str

    def place(self) -> Renderable:
        """Return file, line number and source text."""
        return Lines(Message("{file}, line {line}", file=self.file, line=self.line), self.source, separator=": ")

    def __str__(self) -> str:
        return f"  {self.place()}"


class _Raised(msgspec.Struct, forbid_unknown_fields=True):
    re: str
    type: str
    message: str
    memory: bool
    stub: bool
    encoding: bool
    frames: list[Frame]


def raised(reply: dict[str, Any], source_line: SourceLine) -> Finding:
    """Make the finding for an exception in the student's code.

    Args:
        reply: The host's reply.
        source_line: Looks up the text of a line.
    """
    try:
        error = msgspec.convert(reply, _Raised)
    except msgspec.ValidationError:
        return broken_protocol()
    error = msgspec.structs.replace(
        error,
        type=clean_text(error.type, 100),
        message=clean_text(error.message, 500),
        frames=[found for frame in error.frames[-MAX_FRAMES:] if (found := _placed(frame, source_line))],
    )
    place = (error.frames[-1].file, error.frames[-1].line) if error.frames else None
    if error.stub:
        return _not_written(error)
    if error.memory:
        return OutOfMemory(_too_much(error), _too_much(error, with_message=False), place)
    if error.encoding:
        return Unreadable(WRONG_ENCODING, WRONG_ENCODING)
    kind = Unreadable if error.type in _NOT_PYTHON else StudentError
    return kind(_exception(error), _exception(error, with_message=False), place)


def absent(reply: dict[str, Any], asked: str) -> Finding:
    """Make the finding for a missing file, function, class or attribute.

    Args:
        reply: The host's reply.
        asked: The path that the test asked for; the missing name must be a part of it.
    """
    what, name = reply.get("what"), reply.get("name")
    module, *_names = asked.split(".")
    if not (isinstance(name, str) and name in (f"{module}.py", *asked.split("."))):
        return broken_protocol()
    if what == "file":
        text = Message("{name} is missing: it was not handed in.", name=name)
        return Unreadable(text, text)
    text = Message("{name} is missing. Is it spelled as in the skeleton, and in the same place?", name=name)
    return StudentError(text, text)


def broken_protocol() -> Crashed:
    """Make the finding for a worker that breaks the protocol."""
    text = Message("The code interfered with the process that ran it, and was stopped.")
    return Crashed(text, text)


def _not_written(error: _Raised) -> NotWritten:
    brief = Lines(Message("Not written yet (NotImplementedError)."), *_frames(error, 1))
    question, _separator, rest = error.message.partition(": not written yet (")
    if not rest.endswith(")"):
        return NotWritten(brief, brief)
    return NotWritten(Message("{question}: not written yet ({file})", question=question, file=rest[:-1]), brief)


def _exception(error: _Raised, with_message: bool = True) -> Lines:
    """Describe an exception: its type (and message), then the student's own lines, innermost last."""
    message = error.message if with_message else ""
    kind = error.type if with_message else _known_type(error.type)
    # For a file that Python cannot read, who imports it does not matter.
    places = 4 if with_message and error.type not in _NOT_PYTHON else 1
    return Lines(Lines(kind, message, separator=": "), *_frames(error, places))


def _known_type(name: str) -> Renderable:
    """Return the name of an exception type of Python or NumPy; for any other type, a text without its name."""
    for home in (builtins, np.exceptions, np.linalg):
        found = getattr(home, name, None)
        if isinstance(found, type) and issubclass(found, BaseException):
            return name
    return Message("An exception was raised.")


def _placed(frame: Frame, source_line: SourceLine) -> Frame | None:
    """Fill in the frame's source text; return None if there is no such file."""
    text = source_line(frame.file, frame.line, frame.source)
    return None if text is None else frame._replace(source=text)


def _too_much(error: _Raised, with_message: bool = True) -> Lines:
    text = Message(
        "The code asked for more memory at once than the limit allows. Is there an array with one axis too many?"
    )
    return Lines(text, error.message if with_message else "", *_frames(error, 1))


def _frames(error: _Raised, count: int) -> list[Frame]:
    return [_cleaned(frame) for frame in error.frames[-count:]]


def _cleaned(frame: Frame) -> Frame:
    return Frame(
        clean_text(frame.file, 200), frame.line, clean_text(frame.function, 100), clean_text(frame.source, 200)
    )
