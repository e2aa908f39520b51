"""Reads the mark and the docstring of a test function: its questions, weight and titles."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, get_args

import pytest

from autograder.errors import AssignmentError
from autograder.model.assignment import Assignment
from autograder.model.partial_credit import GATES, GateKind
from autograder.model.points import HIGHEST_WEIGHT
from autograder.model.results import Visibility
from autograder.model.text import Text
from autograder.testing.outcome import TestInfo

__all__ = ["MARKER", "QUESTION", "info_of", "questions_named", "with_locks"]

MARKER = (
    "question(*ids, weight=1, gate='', after=(), unlocks=(), visibility=None, ko='...'): "
    "the questions that a test grades"
)

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
        self.named = named
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
    def take(
        *ids: str,
        weight: Any = 1,
        gate: Any = "",
        after: Any = (),
        unlocks: Any = (),
        visibility: Any = None,
        **titles: str,
    ) -> TestInfo:
        shown: Visibility = visibility or ("after_published" if place.hidden else "visible")
        if shown not in get_args(Visibility):
            raise wrong(f"visibility {shown!r}; allowed: {', '.join(get_args(Visibility))}")
        if place.hidden and shown == "visible":
            raise wrong(
                "visibility 'visible' in tests/hidden; leave it out, and release with --show-hidden if you must"
            )
        for unknown in titles.keys() - {"ko", *assignment.languages}:
            raise TypeError(f"unexpected {unknown!r}")
        sidecars = assignment.test_titles
        texts = {**titles, **sidecars.get(place.test, {}), **sidecars.get(place.id, {}), "en": title}
        whole = _with_variant(Text.made_of(texts), place, assignment, wrong)
        return TestInfo(
            place.id,
            place.question,
            whole,
            _weight(weight, place, wrong),
            _gate(gate, wrong),
            place.hidden,
            shown,
            _names(after, wrong),
            _names(unlocks, wrong),
        )

    try:
        return take(*mark.args, **mark.kwargs)
    except TypeError as error:
        raise wrong(f"its mark does not fit `{MARKER}`: {error}") from None


def _weight(weight: Any, place: _Place, wrong: Callable[[str], AssignmentError]) -> float:
    """Return the test's weight; where the mark gives a dict, that of the question that the test runs for."""
    if isinstance(weight, dict):
        if set(weight) != set(place.named):
            raise wrong(f"has weights for {', '.join(map(str, weight))}; give one for each question that it names")
        weight = weight[place.question]
    if isinstance(weight, bool) or not (isinstance(weight, int | float) and 0 < weight <= HIGHEST_WEIGHT):
        raise wrong(f"weight {weight!r}; a weight is a number above 0, {HIGHEST_WEIGHT} at most")
    return float(weight)


def _gate(gate: Any, wrong: Callable[[str], AssignmentError]) -> GateKind:
    if gate is False or gate == "":
        return ""
    if gate is True:  # as 0.2.0 had it, for a gate of any kind
        return "shape"
    if gate not in GATES:
        raise wrong(f"gate {gate!r}; allowed: {', '.join(GATES)}")
    kind: GateKind = gate
    return kind


def _names(given: Any, wrong: Callable[[str], AssignmentError]) -> tuple[str, ...]:
    names = (given,) if isinstance(given, str) else tuple(given)
    if not all(isinstance(name, str) and name for name in names):
        raise wrong(f"names {given!r}; name the functions of tests of the same question")
    return names


def with_locks(tests: Sequence[TestInfo]) -> list[TestInfo]:
    """Add each gate that unlocks others to the `after` of those.

    Args:
        tests: All collected tests.
    """
    locked = []
    for one in tests:
        gates = [
            gate.function() for gate in tests if gate.unlocks and gate.question == one.question and _opens(gate, one)
        ]
        locked.append(replace(one, after=tuple(dict.fromkeys([*one.after, *gates]))))
    return locked


def _opens(gate: TestInfo, test: TestInfo) -> bool:
    same = gate.question == test.question and gate.id != test.id
    return same and any(fnmatchcase(test.function(), name) for name in gate.unlocks)


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
