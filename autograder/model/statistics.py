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
    points: "_Moments" = field(default_factory=lambda: _Moments())
    full: int = 0
    cpu: float = 0.0
    statuses: Counter[Status] = field(default_factory=Counter)

    def add(self, score: float, whole: float, status: Status, cpu: float = 0.0) -> None:
        self.points.add(score, whole - score)
        self.full += score >= self.worth - 1e-9
        self.statuses[status] += 1
        self.cpu += cpu

    def finished(self, id: str) -> ItemStatistics:
        count = self.points.count
        return ItemStatistics(
            id=id,
            title=self.title,
            pass_rate=self.full / count,
            mean=self.points.mean_x / self.worth if self.worth else 0.0,
            discrimination=self.points.correlation(),
            cpu=self.cpu / count,
            statuses=dict(self.statuses),
        )


@dataclass
class _Moments:
    """Sums over pairs of numbers, of which none is kept, so that a class of any size takes the same memory.

    They are updated as in Welford, "Note on a method for calculating corrected sums of squares and products" (1962).
    """

    count: int = 0
    mean_x: float = 0.0
    mean_y: float = 0.0
    xx: float = 0.0
    yy: float = 0.0
    xy: float = 0.0

    def add(self, x: float, y: float) -> None:
        self.count += 1
        dx, dy = x - self.mean_x, y - self.mean_y
        self.mean_x += dx / self.count
        self.mean_y += dy / self.count
        self.xx += dx * (x - self.mean_x)
        self.yy += dy * (y - self.mean_y)
        self.xy += dx * (y - self.mean_y)

    def correlation(self) -> float | None:
        """Return Pearson's correlation; None if one of the two does not vary."""
        if self.count < 2 or self.xx < 1e-12 or self.yy < 1e-12:
            return None
        return self.xy / math.sqrt(self.xx * self.yy)


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
