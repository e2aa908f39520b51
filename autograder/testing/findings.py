"""Convert an error reply of the host into a finding about the submission.

A submission can make the host in its sandbox reply anything. So the text that a student may read even for a hidden test
(`brief`) takes only line numbers and known names from a reply. Otherwise a submission could send hidden inputs to its
student in the name of an exception, in a forged source line, or in a notice that looks like a stub's.
"""

import builtins
import re
from collections.abc import Iterator
from typing import Any, NamedTuple, Protocol

import msgspec

from autograder.errors import Crashed, Finding, NotWritten, OutOfMemory, StudentError, TimedOut, Unreadable
from autograder.i18n import Lines, Message, Renderable
from autograder.model.text import clean_text
from autograder.model.unreadable import explain

__all__ = ["Frame", "Sources", "absent", "broken_protocol", "raised", "slept_too_long"]


class Sources(Protocol):
    """The submission's files, as the side that reads a reply has them."""

    by_grading: bool
    """Whether the Python that runs the tests is the one that grades."""

    def content(self, file: str) -> bytes | None:
        """Return the content of a file by its name in tracebacks; None if the submission has no such file."""

    def source_line(self, file: str, line: int, said: str) -> str | None:
        """Return the text of a line; None if the submission has no such line. `said` is the host's text of it."""


MOST_SHAPES, MOST_AXES = 6, 32
"""Maximum number of arrays, and of their axes, that are read of one exception."""

_DOTTED = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*")

ADVICE: tuple[tuple[str, str, Message], ...] = (
    (
        "IndexError",
        "must be of integer",
        Message(
            "These indices are not whole numbers. np.argsort and np.argmax give places, np.sort and np.max give "
            "values; `/` gives a float, `//` a whole number."
        ),
    ),
    (
        "IndexError",
        "only integers, slices",
        Message("This index is not a whole number: `/` gives a float, `//` a whole number."),
    ),
    (
        "IndexError",
        "out of bounds",
        Message("The last index of an axis is its length less 1. Over which axis does this index run?"),
    ),
    ("IndexError", "too many indices", Message("There are more indices here than the array has axes.")),
    (
        "TypeError",
        "only integer scalar arrays",
        Message("An array stands where one whole number belongs, as in range(...) or as the index of a list."),
    ),
    (
        "ValueError",
        "truth value of an array",
        Message(
            "`if`, `and`, `max` and `min` want one truth value, and this is an array of them. np.maximum, np.where and "
            "`&` work number by number."
        ),
    ),
    (
        "ValueError",
        "setting an array element with a sequence",
        Message("One place of an array gets several numbers. Is an index or a sum missing?"),
    ),
    (
        "TypeError",
        "'NoneType'",
        Message(
            "Something is None in this line. A function without `return` gives None, and so do methods that change "
            "their object in place, such as append, sort and shuffle."
        ),
    ),
    (
        "TypeError",
        "'tuple'",
        Message("Something is a tuple in this line. What returns several values is taken apart: `a, b = f(x)`."),
    ),
    (
        "UnboundLocalError",
        "",
        Message("The name gets its value in a line that did not run, inside an `if` or a loop?"),
    ),
)
"""Exceptions that beginners meet: type, a part of Python's or NumPy's message, and what it means."""

MAX_FRAMES = 12
"""Maximum number of frames that are read of one exception; a host can send any number."""


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
    unreadable: bool
    frames: list[Frame]
    expression: str = ""
    shapes: list[tuple[str, list[int]]] = []


def raised(reply: dict[str, Any], sources: Sources) -> Finding:
    """Make the finding for an exception in the student's code.

    Args:
        reply: The host's reply.
        sources: The submission's files.
    """
    try:
        error = msgspec.convert(reply, _Raised)
    except msgspec.ValidationError:
        return broken_protocol()
    error = msgspec.structs.replace(
        error,
        type=clean_text(error.type, 100),
        message=clean_text(error.message, 500),
        expression=clean_text(error.expression, 200),
        frames=[found for frame in error.frames[-MAX_FRAMES:] if (found := _placed(frame, sources))],
    )
    place = (error.frames[-1].file, error.frames[-1].line) if error.frames else None
    if error.stub:
        return _not_written(error, sources)
    if error.memory:
        return OutOfMemory(_too_much(error), _too_much(error, with_message=False), place)
    unreadable = _unreadable(error, sources)
    return unreadable or StudentError(
        Lines(_exception(error), _advice(error), _shapes(error, sources)), _exception(error, with_message=False), place
    )


def _unreadable(error: _Raised, sources: Sources) -> Finding | None:
    """Make the finding for a file that is not Python, from our copy of it; None if its code has run."""
    data = sources.content(error.frames[-1].file) if error.unreadable and error.frames else None
    if data is None:
        return None
    frame = error.frames[-1]
    problem = explain(data, frame.line, error.message, by_grading=sources.by_grading)
    line = problem.line or 1
    source = sources.source_line(frame.file, line, frame.source) if problem.line else None
    place = _cleaned(Frame(frame.file, line, "", source)) if source else Message("File: {file}", file=frame.file)
    brief = Message("Python cannot read the file.") if problem.quotes else problem.text
    return Unreadable(Lines(problem.text, place), Lines(brief, place), (frame.file, line))


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


def slept_too_long(limit: float) -> TimedOut:
    """Return the finding for code that has slept for longer than a test may.

    Args:
        limit: How long it may, in seconds.
    """
    text = Message(
        "The code slept for more than {limit:g} seconds and was stopped. No answer needs to sleep.", limit=limit
    )
    return TimedOut(text, text)


def broken_protocol() -> Crashed:
    """Make the finding for a worker that breaks the protocol."""
    text = Message("The code interfered with the process that ran it, and was stopped.")
    return Crashed(text, text)


def _not_written(error: _Raised, sources: Sources) -> NotWritten:
    brief = Lines(Message("Not written yet (NotImplementedError)."), *_frames(error, 1))
    question, _separator, rest = error.message.partition(": not written yet (")
    if not rest.endswith(")"):
        return NotWritten(brief, brief)
    text = Message("{question}: not written yet ({file})", question=question, file=rest[:-1])
    parts = _parts(error, sources, question)
    return NotWritten(Lines(text, parts), Lines(brief, parts) if parts else brief)


def _parts(error: _Raised, sources: Sources, question: str) -> Renderable:
    """Say how many parts of a half-written answer are there, from our copy of the file; empty if none is.

    The TODO remarks of the skeleton tell how many parts there are, its exceptions which of them are still to be
    written. Without the remarks nothing is added.
    """
    frame = error.frames[-1] if error.frames else None
    data = sources.content(frame.file) if frame else None
    if frame is None or data is None:
        return ""
    text = data.decode("utf-8", "replace")
    left = text.count(f'raise NotImplementedError("{question}: not written yet (')
    count = len(re.findall(rf"# TODO\({re.escape(question)}\)", text))
    if not 0 < left < count:
        return ""
    return Message(
        "{written} of {count} parts written; line {line} is the next.",
        written=count - left,
        count=count,
        line=frame.line,
    )


def _advice(error: _Raised) -> Renderable:
    """Say what a common exception means. It is chosen by the reply, so no student reads it for a hidden test."""
    return next((text for kind, part, text in ADVICE if error.type == kind and part in error.message), "")


def _shapes(error: _Raised, sources: Sources) -> Renderable:
    """Say which shapes met where the exception was raised, and which the docstring promises.

    The worker may say only what stands in our copy of the line.
    """
    if not error.frames:
        return ""
    frame = error.frames[-1]
    known = {
        name: f"{name} {tuple(shape)}"
        for name, shape in error.shapes[:MOST_SHAPES]
        if _DOTTED.fullmatch(name) and name in frame.source and len(shape) <= MOST_AXES and all(n >= 0 for n in shape)
    }
    if not known:
        return ""
    shapes = ", ".join(known.values())
    text = Message("Shapes in this line: {shapes}", shapes=shapes)
    if error.expression and error.expression in frame.source and error.type == "ValueError":
        text = Message("{shapes}: `{expression}` does not fit.", shapes=shapes, expression=error.expression)
    promised = ", ".join(_documented(frame, sources, list(known)))
    return Lines(text, Message("The docstring has {shapes}.", shapes=promised) if promised else "")


def _documented(frame: Frame, sources: Sources, names: list[str]) -> Iterator[str]:
    """Yield what the docstring of a frame's function, in our copy of the file, says about the shapes of arrays.

    An attribute of an object is looked for in the whole file.
    """
    lines = (sources.content(frame.file) or b"").decode("utf-8", "replace").splitlines()
    above = range(min(frame.line, len(lines)) - 1, -1, -1)
    start = next((place for place in above if lines[place].lstrip().startswith(f"def {frame.function}(")), None)
    if start is None:
        return
    for name in names:
        short = name.rpartition(".")[2]
        stated = re.compile(rf"\s+(?:self\.)?{re.escape(short)}: (\([\w, *+-]{{1,40}}\))")
        found = map(stated.match, lines if "." in name else lines[start : frame.line])
        shape = next((match[1] for match in found if match), None)
        if shape is not None:
            yield f"{name} {shape}"


def _exception(error: _Raised, with_message: bool = True) -> Lines:
    """Describe an exception: its type (and message), then the student's own lines, innermost last."""
    message = error.message if with_message else ""
    kind = error.type if with_message else _known_type(error.type)
    return Lines(Lines(kind, message, separator=": "), *_frames(error, 4 if with_message else 1))


def _known_type(name: str) -> Renderable:
    """Return the name of an exception type of Python or NumPy; for any other type, a text without its name."""
    import numpy as np  # here, so that the parent of a check starts without it

    for home in (builtins, np.exceptions, np.linalg):
        found = getattr(home, name, None)
        if isinstance(found, type) and issubclass(found, BaseException):
            return name
    return Message("An exception was raised.")


def _placed(frame: Frame, sources: Sources) -> Frame | None:
    """Fill in the frame's source text; return None if there is no such file."""
    text = sources.source_line(frame.file, frame.line, frame.source)
    return None if text is None else frame._replace(source=text)


def _too_much(error: _Raised, with_message: bool = True) -> Lines:
    """Describe a failed allocation: what is too large, if NumPy has said its shape, and the student's line."""
    text = Message("The code asked for more memory at once than the limit allows.")
    return Lines(
        Lines(text, _too_large(error), separator=" "), error.message if with_message else "", *_frames(error, 1)
    )


def _too_large(error: _Raised) -> Message:
    """Explain the shape of an array that did not fit. The numbers themselves would tell hidden sizes."""
    found = _SHAPE.search(error.message)
    axes = [int(length) for length in found[1].split(",")] if found else []
    line = error.frames[-1].line if error.frames else 0
    if len(axes) == 2 and axes[0] == axes[1] and line:
        return Message("This makes N x N numbers and uses N of them: line {line}.", line=line)
    if len(axes) >= 3 and line:
        return Message(
            "Broadcasting makes an array of {count} axes, with one number for each combination: line {line}.",
            count=len(axes),
            line=line,
        )
    return Message("Is there an array with one axis too many?")


_SHAPE = re.compile(r"for an array with shape \((\d{1,15}(?:, \d{1,15}){0,7}),?\)")
"""What NumPy says when an array cannot be allocated."""


def _frames(error: _Raised, count: int) -> list[Frame]:
    return [_cleaned(frame) for frame in error.frames[-count:]]


def _cleaned(frame: Frame) -> Frame:
    return Frame(
        clean_text(frame.file, 200), frame.line, clean_text(frame.function, 100), clean_text(frame.source, 200)
    )
