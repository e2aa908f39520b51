"""Two gradings of the same class: whose score differs, and through which tests."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from autograder.model.results import Record, TestResult
from autograder.reports.status_labels import number

__all__ = ["Change", "changes"]


@dataclass(frozen=True)
class Change:
    """One student's.

    Attributes:
        old, new: The scores; None where there is no result.
        tests: A line for each test that says something else, the largest difference first; none without two results.
    """

    student: str
    assignment: str
    old: float | None
    new: float | None
    tests: tuple[str, ...]


def changes(old: Mapping[tuple[str, str], Record], new: Mapping[tuple[str, str], Record]) -> Iterator[Change]:
    """Yield every student whose score differs, the largest difference first.

    Args:
        old: (Assignment, student) -> record.
        new: The same, later.
    """
    found = []
    for key in sorted(old.keys() | new.keys()):
        before, after = old.get(key), new.get(key)
        scores = [record.score if record else None for record in (before, after)]
        if scores[0] != scores[1]:
            tests = _tests(before, after) if before and after else ()
            found.append(Change(key[1], key[0], scores[0], scores[1], tuple(tests)))
    yield from sorted(found, key=lambda change: -abs((change.new or 0.0) - (change.old or 0.0)))


def _tests(before: Record, after: Record) -> list[str]:
    was, now = _by_id(before), _by_id(after)
    lines = []
    for id in was.keys() | now.keys():
        points = [tests[id].score if id in tests else 0.0 for tests in (was, now)]
        if points[0] != points[1]:
            said = [tests[id].status if id in tests else "-" for tests in (was, now)]
            change = points[1] - points[0]
            sign = "+" if change > 0 else "-"
            lines.append((-abs(change), f"{id}: {said[0]} -> {said[1]} ({sign}{number(abs(change))})"))
    return [line for _change, line in sorted(lines)]


def _by_id(record: Record) -> dict[str, TestResult]:
    return {test.id: test for question in record.questions for test in question.tests}
