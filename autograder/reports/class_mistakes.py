"""Merge the known mistakes of a class by idea, and find the students who need help."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from statistics import median, quantiles

from autograder.model.points import total
from autograder.model.results import Mistake, QuestionResult, Record
from autograder.model.text import Text
from autograder.reports.deductions import losses

__all__ = ["ClassMistake", "MistakeTally", "NeedsHelp", "behind"]

BEHIND = 0.15
"""Share of the points that a score is below the median at least, to be behind the class."""

ENOUGH = 5
"""Minimum number of submissions in which one can be behind the others."""


@dataclass(frozen=True)
class ClassMistake:
    """A mistake, in all questions in which it was made.

    Attributes:
        idea: The idea behind it.
        name: What it is called, in the question where it was made most often.
        questions: Ids of these questions, the one where it was made most often first.
        points: The points that it cost all students together, without those that came back.
        rows: Places of the submissions in the class, the one that lost most first.
    """

    idea: str
    name: Text
    questions: tuple[str, ...]
    points: float
    rows: tuple[int, ...]


@dataclass(frozen=True)
class NeedsHelp:
    """Why a student needs help.

    Attributes:
        row: Place of the submission in the class.
        behind: Points below the median of the class; 0 if the score is not far below it.
        again: A mistake that was made in several questions, and in how many; None if there is none.
    """

    row: int
    behind: float
    again: tuple[Text, int] | None


@dataclass
class _Tallied:
    names: Counter[Text] = field(default_factory=Counter)
    questions: Counter[str] = field(default_factory=Counter)
    lost: defaultdict[int, float] = field(default_factory=lambda: defaultdict(float))
    times: Counter[int] = field(default_factory=Counter)


class MistakeTally:
    """Collect the mistakes of a class, one record at a time."""

    def __init__(self) -> None:
        self._ideas: defaultdict[str, _Tallied] = defaultdict(_Tallied)
        self._of_row: list[tuple[str, ...]] = []

    def add(self, record: Record, decided: Collection[str] = ()) -> None:
        """Add the mistakes of the next submission.

        Args:
            record: Its record.
            decided: Ids of questions whose points a person has set; mistakes cost nothing there.
        """
        row, found = len(self._of_row), []
        for question in record.questions:
            for mistake, points in _mistakes(question):
                one = self._ideas[mistake.idea]
                one.names[mistake.name] += 1
                one.questions[question.id] += 1
                one.times[row] += 1
                one.lost[row] += 0.0 if question.id in decided else points
                found.append(mistake.idea)
        for refund in record.refunds(decided):
            self._ideas[refund.idea].lost[row] -= refund.points
        self._of_row.append(tuple(dict.fromkeys(found)))

    def ideas(self, row: int) -> tuple[str, ...]:
        """Return the ideas of one submission's mistakes."""
        return self._of_row[row]

    def merged(self) -> tuple[ClassMistake, ...]:
        """Return the mistakes of the class, the one that cost most points first."""
        found = [
            ClassMistake(
                idea,
                one.names.most_common(1)[0][0],
                tuple(id for id, _count in one.questions.most_common()),
                total(one.lost.values()),
                tuple(sorted(one.times, key=lambda row: -one.lost[row])),
            )
            for idea, one in self._ideas.items()
        ]
        return tuple(sorted(found, key=lambda mistake: (-mistake.points, -len(mistake.rows), mistake.idea)))

    def again(self, row: int) -> tuple[Text, int] | None:
        """Return the mistake that a submission has in most questions, and in how many; None if in no two of them."""
        times = [(self._ideas[idea].times[row], idea) for idea in self._of_row[row]]
        count, idea = max(times, default=(0, ""))
        return (self._ideas[idea].names.most_common(1)[0][0], count) if count > 1 else None

    def help(self, scores: Sequence[float], max_score: float) -> tuple[NeedsHelp, ...]:
        """Return the students who need help, those furthest behind first.

        Args:
            scores: The scores of the class, in its order.
            max_score: Maximum points.
        """
        below = behind(scores, max_score)
        found = [NeedsHelp(row, below[row], self.again(row)) for row in range(len(scores))]
        asking = [one for one in found if one.behind or one.again]

        def urgent(one: NeedsHelp) -> tuple[float, ...]:
            return -one.behind, -(one.again[1] if one.again else 0), scores[one.row]

        return tuple(sorted(asking, key=urgent))


def _mistakes(question: QuestionResult) -> Iterator[tuple[Mistake, float]]:
    """Yield the known mistakes of a question with their points; without an author's name, each goes by its id."""
    for loss in losses(question):
        yield from ((mistake, loss.points / len(loss.mistakes)) for mistake in loss.mistakes)
    if not question.mistakes:
        ids = dict.fromkeys(test.misconception for test in question.tests if test.misconception)
        lost = total([question.points, -question.score]) / max(1, len(ids))
        yield from ((Mistake(id, id, Text(id)), lost) for id in ids)


def behind(scores: Sequence[float], max_score: float) -> list[float]:
    """Return how far each score is behind the class: its distance from the median if that is large, else 0.

    A distance is large if it is more than the middle half of the class is wide, and more than 15 % of the points.
    """
    if len(scores) < ENOUGH:
        return [0.0] * len(scores)
    low, _, high = quantiles(scores, n=4, method="inclusive")
    middle, wide = median(scores), max(high - low, BEHIND * max_score)
    return [middle - score if middle - score > wide else 0.0 for score in scores]
