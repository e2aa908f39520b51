"""Statistics of a class: figures over all records of an assignment, read one at a time."""

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from autograder.model.results import HELD, Record, Status
from autograder.model.text import Text

__all__ = ["ClassStatistics", "ItemStatistics", "class_statistics"]


@dataclass(frozen=True)
class ItemStatistics:
    """Figures of one question or test, over the submissions that were graded on it.

    Attributes:
        pass_rate: Share of the submissions with all of its points.
        mean: Mean share of its points.
        discrimination: Correlation between its points and the points for everything else (item-rest correlation);
            None where it is not defined. Below 0.2, students who do well elsewhere do no better here.
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
    """All figures of one assignment.

    Attributes:
        scores: Every score, in the order of the records.
        misconceptions: (Question, misconception, number of submissions), the most frequent first.
    """

    scores: tuple[float, ...]
    max_score: float
    questions: tuple[ItemStatistics, ...]
    tests: tuple[ItemStatistics, ...]
    misconceptions: tuple[tuple[str, str, int], ...]

    @property
    def slowest(self) -> list[ItemStatistics]:
        """Return the tests by mean CPU time, the slowest first."""
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
    """Compute the figures of a class; of each record only numbers are kept.

    Submissions that could not be opened count in the scores, and not in the figures of questions and tests.
    """
    questions: dict[str, _Item] = {}
    tests: dict[str, _Item] = {}
    scores: list[float] = []
    misconceptions: Counter[tuple[str, str]] = Counter()
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
            misconceptions.update({(question.id, test.misconception) for test in question.tests if test.misconception})
    return ClassStatistics(
        scores=tuple(scores),
        max_score=best,
        questions=tuple(item.finished(id) for id, item in questions.items()),
        tests=tuple(item.finished(id) for id, item in tests.items()),
        misconceptions=tuple((*key, count) for key, count in misconceptions.most_common()),
    )


def _correlation(x: list[float], y: list[float]) -> float | None:
    """Return Pearson's correlation; None where one of the two does not vary."""
    n = len(x)
    if n < 2:
        return None
    mx, my = sum(x) / n, sum(y) / n
    sxx = sum((a - mx) ** 2 for a in x)
    syy = sum((b - my) ** 2 for b in y)
    if sxx < 1e-12 or syy < 1e-12:
        return None
    return sum((a - mx) * (b - my) for a, b in zip(x, y, strict=True)) / math.sqrt(sxx * syy)
