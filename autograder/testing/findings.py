"""What a host replied, when it was not a value, as a finding about the submission.

A host in the sandbox can be made to say anything. So what a student may read even of a hidden test (`brief`) holds
nothing that came over the wire but numbers of lines and names that we know: otherwise a submission could tell its
student the hidden inputs by the name of an exception, a forged line of source, or a notice that looks like a stub's.
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
"""The text of a line, from its file, its number and what the host says of it; None if there is no such file."""


MAX_FRAMES = 12
"""Places of one exception that are looked up; a host may name any number."""


_NOT_PYTHON = ("SyntaxError", "IndentationError", "TabError")

WRONG_ENCODING = Message(
    "The file is not UTF-8 (an editor may have saved it as cp949). In VS Code, click the encoding in the status "
    "bar: first 'Reopen with Encoding', Korean (EUC-KR), then 'Save with Encoding', UTF-8."
)


class Frame(NamedTuple):
    """A place in the student's files."""

    file: str
    line: int
    function: str
    source: str

    def place(self) -> Renderable:
        """File, line and what stands there."""
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
    """The finding for an exception in the student's code; `source_line` says what stands at a place."""
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
    """The finding for a file, function, class or attribute that is not there; a part of what was `asked` for."""
    what, name = reply.get("what"), reply.get("name")
    module, *_names = asked.split(".")
    if not (isinstance(name, str) and name in (f"{module}.py", *asked.split("."))):
        return broken_protocol()
    if what == "file":
        text = Message("{name} is missing: it was not handed in.", name=name)
        return Unreadable(text, text)
    text = Message("There is no {name} here. Is it spelled as in the skeleton, and at the same place?", name=name)
    return StudentError(text, text)


def broken_protocol() -> Crashed:
    """The finding for a worker that does not speak as ours do."""
    text = Message("The code disturbed the process that it ran in, and was stopped.")
    return Crashed(text, text)


def _not_written(error: _Raised) -> NotWritten:
    brief = Lines(Message("Not written yet (NotImplementedError)."), *_frames(error, 1))
    question, _separator, rest = error.message.partition(": not written yet (")
    if not rest.endswith(")"):
        return NotWritten(brief, brief)
    return NotWritten(Message("{question}: not written yet ({file})", question=question, file=rest[:-1]), brief)


def _exception(error: _Raised, with_message: bool = True) -> Lines:
    """The exception's type (and message), then the student's own lines, innermost last."""
    message = error.message if with_message else ""
    kind = error.type if with_message else _known_type(error.type)
    places = 4 if with_message and error.type not in _NOT_PYTHON else 1  # who imports a broken file does not matter
    return Lines(Lines(kind, message, separator=": "), *_frames(error, places))


def _known_type(name: str) -> Renderable:
    """The name of an exception's type if it is Python's or NumPy's own; else words without one."""
    for home in (builtins, np.exceptions, np.linalg):
        found = getattr(home, name, None)
        if isinstance(found, type) and issubclass(found, BaseException):
            return name
    return Message("An exception was raised.")


def _placed(frame: Frame, source_line: SourceLine) -> Frame | None:
    """The frame with the text that stands at its place; None if there is no such file."""
    text = source_line(frame.file, frame.line, frame.source)
    return None if text is None else frame._replace(source=text)


def _too_much(error: _Raised, with_message: bool = True) -> Lines:
    text = Message(
        "More memory than the limit was asked for at once. Is there an array with one axis more than needed?"
    )
    return Lines(text, error.message if with_message else "", *_frames(error, 1))


def _frames(error: _Raised, count: int) -> list[Frame]:
    return [_cleaned(frame) for frame in error.frames[-count:]]


def _cleaned(frame: Frame) -> Frame:
    return Frame(
        clean_text(frame.file, 200), frame.line, clean_text(frame.function, 100), clean_text(frame.source, 200)
    )
