"""Compare a class with an earlier one, and find tests that tell strong from weak submissions badly."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from autograder.i18n import Message
from autograder.model.statistics import ItemStatistics
from autograder.model.text import Text
from autograder.reports.class_summary import ClassSummary

__all__ = ["BadTests", "ComparedMistake", "ComparedQuestion", "bad_tests", "compared_mistakes", "compared_questions"]

ENOUGH = 10
"""Minimum number of submissions from which something is concluded about a test."""

NEGATIVE = -0.1
"""Discrimination below which a test is listed: students with high scores elsewhere pass it less often."""

SURE = 2.0
"""Standard errors from which a difference between two classes is called clear."""


@dataclass(frozen=True)
class BadTests:
    """Tests that separate badly for the same reason.

    Attributes:
        what: The reason.
        suggestion: What an author can do.
        tests: The tests.
    """

    what: Text
    suggestion: Text
    tests: tuple[ItemStatistics, ...]


def bad_tests(tests: Sequence[ItemStatistics]) -> list[BadTests]:
    """Return the tests that tell strong from weak submissions badly, by reason.

    Args:
        tests: Statistics of each test.
    """
    enough = [test for test in tests if sum(test.statuses.values()) >= ENOUGH]
    kinds = (
        (
            Message("Students with high scores fail it more often than others"),
            Message(
                "Read the answers of three strong students who fail it. The test may reject a right way, or the "
                "docstring may leave it open."
            ),
            [one for one in enough if one.discrimination is not None and one.discrimination < NEGATIVE],
        ),
        (
            Message("Nobody passes"),
            Message("Check that the docstring states what it asks, and add a public test or a hint for it."),
            [one for one in enough if one.pass_rate == 0],
        ),
        (
            Message("Everybody passes"),
            Message("It tells nothing about this class. Give its weight to a harder test, or keep it as a first step."),
            [one for one in enough if one.pass_rate == 1],
        ),
    )
    return [BadTests(Text.of(what), Text.of(cure), tuple(found)) for what, cure, found in kinds if found]


@dataclass(frozen=True)
class ComparedQuestion:
    """A question in two classes.

    Attributes:
        id: Id of the question.
        title: Its title.
        now, then: Fraction of the submissions with full points; `then` is None if the earlier class had no such
            question.
        clear: Whether the difference is more than two standard errors.
    """

    id: str
    title: Text
    now: float
    then: float | None
    clear: bool


@dataclass(frozen=True)
class ComparedMistake:
    """A mistake that one of two classes makes clearly more often.

    Attributes:
        name: What it is called.
        now, then: Fraction of the submissions with it.
    """

    name: Text
    now: float
    then: float


def compared_questions(now: ClassSummary, then: ClassSummary) -> list[ComparedQuestion]:
    """Compare the questions of two classes, in the order of the present one."""
    earlier = {one.id: one for one in then.statistics.questions}
    found = []
    for one in now.statistics.questions:
        other = earlier.get(one.id)
        clear = other is not None and _clear(one.pass_rate, _count(one), other.pass_rate, _count(other))
        then_rate = other.pass_rate if other else None
        found.append(ComparedQuestion(one.id, one.title, one.pass_rate, then_rate, clear))
    return found


def compared_mistakes(now: ClassSummary, then: ClassSummary) -> list[ComparedMistake]:
    """Return the mistakes that one of two classes makes clearly more often, the largest difference first."""
    classes = (now, then)
    counts = [{one.idea: len(one.rows) for one in each.mistakes} for each in classes]
    names = {one.idea: one.name for each in reversed(classes) for one in each.mistakes}
    sizes = [len(each.rows) for each in classes]
    if not all(sizes):
        return []
    found = [
        (ComparedMistake(name, *(count.get(idea, 0) / size for count, size in zip(counts, sizes, strict=True))))
        for idea, name in names.items()
    ]
    clear = [one for one in found if _clear(one.now, sizes[0], one.then, sizes[1])]
    return sorted(clear, key=lambda one: -abs(one.now - one.then))


def _count(item: ItemStatistics) -> int:
    return sum(item.statuses.values())


def _clear(share: float, count: int, other: float, others: int) -> bool:
    """Return whether two fractions differ by more than two standard errors of their pooled value."""
    pooled = (share * count + other * others) / (count + others)
    error = math.sqrt(pooled * (1 - pooled) * (1 / count + 1 / others))
    return abs(share - other) > SURE * error > 0
