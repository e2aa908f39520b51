"""Compute the statistics of a class over all records of an assignment, reading one record at a time."""

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from autograder.model.results import HELD, Record, Status
from autograder.model.text import Text

__all__ = ["ClassStatistics", "ItemStatistics", "class_statistics"]


@dataclass(frozen=True)
class ItemStatistics:
    """Statistics of one question or test, over the submissions that were graded on it.

    Attributes:
        id: Id of the question or test.
        title: Its title.
        pass_rate: Fraction of the submissions with full points.
        mean: Mean fraction of the points.
        discrimination: Correlation of its points with the rest of the score (item-rest correlation); None if one of the
            two does not vary. Below 0.2, students with high scores elsewhere hardly score higher on this item.
        cpu: Mean CPU seconds of the worker; 0 for questions.
        statuses: Status -> number of submissions.
    """

    id: str
    title: Text
    pass_rate: float
    mean: float
    discrimination: float | None
    cpu: float
    statuses: dict[Status, int]


@dataclass(frozen=True)
class ClassStatistics:
    """Statistics of one assignment.

    Attributes:
        scores: Every score, in the order of the records.
        max_score: Maximum points; here of the questions that tests grade.
        questions: Statistics of each question.
        tests: Statistics of each test.
    """

    scores: tuple[float, ...]
    max_score: float
    questions: tuple[ItemStatistics, ...]
    tests: tuple[ItemStatistics, ...]

    @property
    def slowest(self) -> list[ItemStatistics]:
        """Return the tests sorted by mean CPU time, slowest first."""
        return sorted(self.tests, key=lambda test: -test.cpu)


@dataclass
class _Item:
    title: Text
    worth: float
    points: list[float] = field(default_factory=list)
    rest: list[float] = field(default_factory=list)
    cpu: float = 0.0
    statuses: Counter[Status] = field(default_factory=Counter)

    def add(self, score: float, whole: float, status: Status, cpu: float = 0.0) -> None:
        self.points.append(score)
        self.rest.append(whole - score)
        self.statuses[status] += 1
        self.cpu += cpu

    def finished(self, id: str) -> ItemStatistics:
        count = len(self.points)
        return ItemStatistics(
            id=id,
            title=self.title,
            pass_rate=sum(score >= self.worth - 1e-9 for score in self.points) / count,
            mean=sum(self.points) / count / self.worth if self.worth else 0.0,
            discrimination=_correlation(self.points, self.rest),
            cpu=self.cpu / count,
            statuses=dict(self.statuses),
        )


def class_statistics(records: Iterable[Record]) -> ClassStatistics:
    """Compute the statistics of a class.

    Submissions that could not be opened count in `scores`, but not in the statistics of questions and tests.

    Args:
        records: The records of one assignment. They are read one at a time, and only numbers are kept.
    """
    questions: dict[str, _Item] = {}
    tests: dict[str, _Item] = {}
    scores: list[float] = []
    best = 0.0
    for record in records:
        scores.append(record.score)
        best = max(best, record.max_score)
        for question in record.questions:
            if not question.tests:
                continue
            item = questions.setdefault(question.id, _Item(question.title, question.points))
            item.add(question.score, record.score, question.status())
            for test in question.tests:
                if test.status not in HELD:
                    one = tests.setdefault(test.id, _Item(test.title, test.max_score))
                    one.add(test.score, record.score, test.status, test.cpu)
    return ClassStatistics(
        scores=tuple(scores),
        max_score=best,
        questions=tuple(item.finished(id) for id, item in questions.items()),
        tests=tuple(item.finished(id) for id, item in tests.items()),
    )


def _correlation(x: list[float], y: list[float]) -> float | None:
    """Return Pearson's correlation; None if one of the two lists does not vary."""
    n = len(x)
    if n < 2:
        return None
    mx, my = sum(x) / n, sum(y) / n
    sxx = sum((a - mx) ** 2 for a in x)
    syy = sum((b - my) ** 2 for b in y)
    if sxx < 1e-12 or syy < 1e-12:
        return None
    return sum((a - mx) * (b - my) for a, b in zip(x, y, strict=True)) / math.sqrt(sxx * syy)
