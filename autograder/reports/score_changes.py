"""Compare two gradings of a class: who changes, in which question, and for which reason."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from autograder.i18n import _
from autograder.model.points import total
from autograder.model.results import QuestionResult, Record, TestResult
from autograder.reports.status_labels import number

__all__ = ["ScoreChange", "score_changes"]

NAMED = 4
"""Maximum number of tests that one line names."""


@dataclass(frozen=True)
class ScoreChange:
    """A student's scores in two gradings.

    Attributes:
        student: The student.
        assignment: Id of the assignment.
        old, new: The scores; None if there is no result.
        reasons: A line for each question whose points differ, and below it one for each reason, with what it brings or
            takes; a last one for what is refunded. The differences sum to that of the scores. Empty unless both results
            exist.
    """

    student: str
    assignment: str
    old: float | None
    new: float | None
    reasons: tuple[str, ...]


def score_changes(
    old: Mapping[tuple[str, str], Record], new: Mapping[tuple[str, str], Record]
) -> Iterator[ScoreChange]:
    """Yield each student with other points in a question or as a whole, the largest difference first.

    Args:
        old: (Assignment, student) -> record of the first grading.
        new: (Assignment, student) -> record of the second grading.
    """
    found = []
    for key in sorted(old.keys() | new.keys()):
        before, after = old.get(key), new.get(key)
        scores = [record.score if record else None for record in (before, after)]
        reasons = tuple(_reasons(before, after)) if before and after else ()
        if scores[0] != scores[1] or reasons:
            found.append(ScoreChange(key[1], key[0], scores[0], scores[1], reasons))
    yield from sorted(found, key=lambda change: -abs((change.new or 0.0) - (change.old or 0.0)))


def _reasons(before: Record, after: Record) -> Iterator[str]:
    was, now = ({question.id: question for question in record.questions} for record in (before, after))
    for id in dict.fromkeys([*was, *now]):
        one, other = was.get(id), now.get(id)
        scores = [question.score if question else 0.0 for question in (one, other)]
        if scores[0] != scores[1]:
            yield f"{id}: {_of(one)} -> {_of(other)}"
            yield from (f"  {line}" for line in _in_question(one, other))
    refunds = [total(refund.points for refund in record.refunds()) for record in (before, after)]
    if refunds[0] != refunds[1]:
        yield _line(_("refunds of mistakes made again"), total([refunds[1], -refunds[0]]))


def _of(question: QuestionResult | None) -> str:
    return f"{number(question.score)}/{number(question.points)}" if question else _("none")


def _in_question(before: QuestionResult | None, after: QuestionResult | None) -> Iterator[str]:
    was, now = ({test.id: test for test in question.tests} if question else {} for question in (before, after))
    both = [(was[id], now[id]) for id in was if id in now]
    ended = [(one, other) for one, other in both if one.status != other.status]
    for one, other in sorted(ended, key=lambda pair: -abs(pair[1].score - pair[0].score)):
        yield _line(f"{one.id}: {one.status} -> {other.status}", total([other.score, -one.score]))
    same = [(one, other) for one, other in both if one.status == other.status]
    weighed = [(one, other) for one, other in same if one.max_score != other.max_score]
    follow = [(one, other) for one, other in same if one.max_score == other.max_score]
    yield from _together(_("other weight"), weighed)
    yield from _together(_("gates that follow the values"), follow)
    yield from _together(_("new tests"), [(None, test) for id, test in now.items() if id not in was])
    yield from _together(_("tests that are gone"), [(test, None) for id, test in was.items() if id not in now])
    credits = [question.credit() if question else 0.0 for question in (before, after)]
    if credits[0] != credits[1]:
        names = (" ".join(mistake.id for mistake in one.mistakes) for one in (after, before) if one)
        yield _line(f"{_('floor of known mistakes')} {next(names, '')}".rstrip(), total([credits[1], -credits[0]]))


def _together(reason: str, pairs: Sequence[tuple[TestResult | None, TestResult | None]]) -> Iterator[str]:
    """Yield one line for all tests whose points differ for the same reason."""
    moved = [(one, other) for one, other in pairs if _points(one) != _points(other)]
    if not moved:
        return
    names = [test.id.partition("::")[2] for one, other in moved if (test := other or one)]
    shown = ", ".join(names[:NAMED])
    if len(names) > NAMED:
        shown = _("{names} and {count} more").format(names=shown, count=len(names) - NAMED)
    yield _line(f"{reason}: {shown}", total(_points(other) - _points(one) for one, other in moved))


def _points(test: TestResult | None) -> float:
    return test.score if test else 0.0


def _line(reason: str, change: float) -> str:
    sign = "-" if change < 0 else "+"
    return f"{reason} ({sign}{number(abs(change))})"
