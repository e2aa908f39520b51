"""Reads the mark and the docstring of a test function: its questions, weight and titles."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, get_args

import pytest

from autograder.errors import AssignmentError
from autograder.model.assignment import Assignment
from autograder.model.points import HIGHEST_WEIGHT
from autograder.model.results import Visibility
from autograder.model.text import Text
from autograder.testing.outcome import TestInfo

__all__ = ["MARKER", "QUESTION", "info_of", "questions_named"]

MARKER = "question(*ids, weight=1, gate=False, visibility=None, ko='...'): the question or questions that a test grades"

QUESTION = "question"
"""The mark, and the fixture by which a test learns which of its questions it runs for."""

VARIANT = "{variant}"
"""The place in a title where each question's `variant` goes."""


def questions_named(mark: pytest.Mark | None) -> tuple[Any, ...]:
    """Return the question ids that a mark names, in its order."""
    return tuple(mark.args) if mark is not None else ()


def info_of(item: pytest.Item, assignment: Assignment) -> TestInfo:
    """Read the mark and the docstring of a collected test.

    Where the mark names several questions, each item stands for one of them: the one in its parameters.

    Raises:
        AssignmentError: The test has no mark or no docstring, its mark has another form, or a question that it names
            does not exist or is not graded by tests. Names file and line.
    """
    name = getattr(item, "originalname", None) or item.name
    file, line, _ = item.location

    def wrong(problem: str) -> AssignmentError:
        return AssignmentError(f"{Path(file).as_posix()}:{(line or 0) + 1}", f"{name} {problem}")

    mark = item.get_closest_marker(QUESTION)
    if mark is None:
        raise wrong("has no `@pytest.mark.question(...)`; every test belongs to a question")
    title = _title(item)
    if not title:
        raise wrong("has no docstring; its first line is the test's title")
    named = questions_named(mark)
    _require_known(named, assignment, wrong)
    only = getattr(getattr(item, "callspec", None), "params", {}).get(QUESTION, named[0])
    return _read(_Place(item.path, name, named, only), mark, title, assignment, wrong)


class _Place:
    """Where a test stands, and the question it runs for."""

    def __init__(self, path: Path, function: str, named: Sequence[str], only: str) -> None:
        self.question = named[0] if len(named) == 1 else only
        self.test = f"{path.name}::{function}"
        self.id = self.test if len(named) == 1 else f"{self.test}[{self.question}]"
        self.hidden = path.parent.name == "hidden"


def _require_known(named: Sequence[Any], assignment: Assignment, wrong: Callable[[str], AssignmentError]) -> None:
    known = [question.id for question in assignment.auto()]
    if not named:
        raise wrong(f"names no question; its mark does not fit `{MARKER}`")
    for question in named:
        if question not in known:
            raise wrong(f"names the question {question!r}; there are {', '.join(known)}")
    if len(set(named)) < len(named):
        raise wrong("names a question twice; name each question once")


def _read(
    place: _Place, mark: pytest.Mark, title: str, assignment: Assignment, wrong: Callable[[str], AssignmentError]
) -> TestInfo:
    def take(*ids: str, weight: float = 1, gate: bool = False, visibility: Any = None, **titles: str) -> TestInfo:
        shown: Visibility = visibility or ("after_published" if place.hidden else "visible")
        if shown not in get_args(Visibility):
            raise wrong(f"visibility {shown!r}; allowed: {', '.join(get_args(Visibility))}")
        if not (isinstance(weight, int | float) and 0 < weight <= HIGHEST_WEIGHT):
            raise wrong(f"weight {weight!r}; a weight is a number above 0, {HIGHEST_WEIGHT} at most")
        for unknown in titles.keys() - {"ko", *assignment.languages}:
            raise TypeError(f"unexpected {unknown!r}")
        sidecars = assignment.test_titles
        texts = {**titles, **sidecars.get(place.test, {}), **sidecars.get(place.id, {}), "en": title}
        whole = _with_variant(Text.made_of(texts), place, assignment, wrong)
        return TestInfo(place.id, place.question, whole, float(weight), gate, place.hidden, shown)

    try:
        return take(*mark.args, **mark.kwargs)
    except TypeError as error:
        raise wrong(f"its mark does not fit `{MARKER}`: {error}") from None


def _with_variant(title: Text, place: _Place, assignment: Assignment, wrong: Callable[[str], AssignmentError]) -> Text:
    """Return the title with the question's `variant` at its place, where the title has one."""
    if not any(VARIANT in text for text in title.texts().values()):
        return title
    variant = assignment.named(place.question).variant
    if variant is None:
        raise wrong(f"has {VARIANT} in its title, and {place.question} has no `variant` in assignment.toml; add it")
    own = variant.texts()
    return Text.made_of({name: text.replace(VARIANT, own.get(name, own["en"])) for name, text in title.texts().items()})


def _title(item: pytest.Item) -> str:
    """Return the first line of the test's docstring; empty if there is none."""
    lines = (getattr(getattr(item, "function", None), "__doc__", None) or "").strip().splitlines()
    return str(lines[0]).strip() if lines else ""
