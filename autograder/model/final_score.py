"""Compute the final score of a submission: first the record, then adjustments by people, then the late penalty."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import msgspec

from autograder.model.points import total
from autograder.model.results import QuestionResult, Record, Refund
from autograder.model.text import Text

__all__ = ["NO_ADJUSTMENTS", "Adjustment", "FinalScore", "GivenItem", "compute_final_score"]


class GivenItem(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An item of a rubric that a grader found in an answer, as it was then.

    Attributes:
        key: Key of the item; a changed rubric has another one.
        points: Its points.
        text: Its text.
    """

    key: str
    points: float
    text: Text


@dataclass(frozen=True)
class Adjustment:
    """What a person decided about one question.

    Attributes:
        question: Id of the question; empty for the submission as a whole, which gets a comment only.
        points: Points that replace the points of the tests; None if those stay.
        reason: The reason, which the student can read.
        comment: A comment for the student, in Markdown with LaTeX.
        items: The rubric's items that hold.
        answer: Key of the written answer that was judged (`same_answer`); empty for everything else.
        grader: Who decided; empty if nobody said.
        at: Time of the decision, as the gradebook stores it; empty before it is stored.
        number: Number of the decision in the gradebook; 0 before it is stored.
    """

    question: str
    points: float | None
    reason: str
    comment: str = ""
    items: tuple[GivenItem, ...] = ()
    answer: str = ""
    grader: str = field(default="", compare=False)
    at: str = field(default="", compare=False)
    number: int = field(default=0, compare=False)


NO_ADJUSTMENTS: Mapping[str, Adjustment] = {}


@dataclass(frozen=True)
class FinalScore:
    """The points of one submission, before and after the late penalty.

    Attributes:
        raw: Points with adjustments and refunds, and without the late penalty.
        final: Points after the late penalty, to 0.01; the number to publish.
        max_score: Maximum points of all questions, the same for everybody.
        questions: Question -> points; None if a person has not graded it yet.
        held: Questions with points that are withheld until a person decides.
        late_factor: Fraction of the points kept after the late penalty; 1.0 also if nothing says that it is late.
        adjusted: Questions with an adjustment.
        late_unknown: Whether the submission is late by an unknown time. The final score is withheld then; `final` is
            what it is without a penalty.
        refunds: What comes back for mistakes that were made in several questions.
    """

    raw: float
    final: float
    max_score: float
    questions: dict[str, float | None]
    held: tuple[str, ...]
    late_factor: float
    adjusted: tuple[str, ...]
    late_unknown: bool = False
    refunds: tuple[Refund, ...] = ()

    @property
    def waiting(self) -> tuple[str, ...]:
        """Questions that a person has not graded yet."""
        return tuple(id for id, points in self.questions.items() if points is None)


def compute_final_score(
    record: Record, adjustments: Mapping[str, Adjustment] = NO_ADJUSTMENTS, late_factor: float | None = 1.0
) -> FinalScore:
    """Apply adjustments to a record's points, then the late penalty.

    Args:
        record: The record as graded; it is not changed.
        adjustments: Question -> adjustment.
        late_factor: Fraction of the points kept after the late penalty; None if it depends on an unknown time.
    """
    kept = 1.0 if late_factor is None else late_factor
    adjustments = {id: one for id, one in adjustments.items() if one.points is not None}  # a comment changes nothing
    graded = [question for question in record.questions if not question.manual or question.id in adjustments]
    points = {question.id: _points(question, adjustments) for question in graded}
    refunds = record.refunds(decided=adjustments)
    raw = total([*points.values(), *(refund.points for refund in refunds)])
    return FinalScore(
        raw=raw,
        final=round(raw * kept + 1e-9, 2),
        max_score=total(question.points for question in record.questions) or record.max_score,
        questions={question.id: points.get(question.id) for question in record.questions},
        held=tuple(question.id for question in graded if question.id not in adjustments and question.held()),
        late_factor=kept,
        adjusted=tuple(question.id for question in graded if question.id in adjustments),
        late_unknown=late_factor is None,
        refunds=refunds,
    )


def _points(question: QuestionResult, adjustments: Mapping[str, Adjustment]) -> float:
    adjustment = adjustments.get(question.id)
    return question.score if adjustment is None or adjustment.points is None else adjustment.points
