"""What a test function says of itself: its question, weight and titles."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args

import pytest

from autograder.errors import AssignmentError
from autograder.model.assignment import Assignment
from autograder.model.points import HIGHEST_WEIGHT
from autograder.model.results import Visibility
from autograder.model.text import Text
from autograder.testing.outcome import TestInfo

__all__ = ["MARKER", "info_of"]

MARKER = "question(id, weight=1, ko='...', gate=False, visibility=None): the question that a test belongs to"


def info_of(item: pytest.Item, assignment: Assignment) -> TestInfo:
    """Read the mark and the docstring of a collected test.

    Raises:
        AssignmentError: There is no mark, no docstring, a mark of another form, or one that names no question that
            tests grade. Its place is file and line.
    """
    name = getattr(item, "originalname", None) or item.name
    file, line, _ = item.location

    def wrong(problem: str) -> AssignmentError:
        return AssignmentError(f"{Path(file).as_posix()}:{(line or 0) + 1}", f"{name} {problem}")

    mark = item.get_closest_marker("question")
    if mark is None:
        raise wrong("has no `@pytest.mark.question(...)`; every test belongs to a question")
    title = _title(item)
    if not title:
        raise wrong("has no docstring; its first line is the test's title")
    info = _read(f"{item.path.name}::{name}", mark, title, item.path.parent.name == "hidden", wrong)
    known = [question.id for question in assignment.auto()]
    if info.question not in known:
        raise wrong(f"names the question {info.question!r}; there are {', '.join(known)}")
    return info


def _read(place: str, mark: pytest.Mark, title: str, hidden: bool, wrong: Callable[[str], AssignmentError]) -> TestInfo:
    def take(id: str, weight: float = 1, ko: str = "", gate: bool = False, visibility: Any = None) -> TestInfo:
        shown: Visibility = visibility or ("after_published" if hidden else "visible")
        if shown not in get_args(Visibility):
            raise wrong(f"visibility {shown!r}; allowed: {', '.join(get_args(Visibility))}")
        if not (isinstance(weight, int | float) and 0 < weight <= HIGHEST_WEIGHT):
            raise wrong(f"weight {weight!r}; a weight is a number above 0, {HIGHEST_WEIGHT} at most")
        if not ko:
            raise wrong('has no Korean title; add `ko="..."` to its mark')
        return TestInfo(place, id, Text(title, ko), float(weight), gate, hidden, shown)

    try:
        return take(*mark.args, **mark.kwargs)
    except TypeError as error:
        raise wrong(f"its mark does not fit `{MARKER}`: {error}") from None


def _title(item: pytest.Item) -> str:
    """The first line of its docstring; empty if there is none."""
    lines = (getattr(getattr(item, "function", None), "__doc__", None) or "").strip().splitlines()
    return str(lines[0]).strip() if lines else ""
