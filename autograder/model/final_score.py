"""What a submission counts in the end: its record, what people decided since, and what lateness costs."""

from collections.abc import Mapping
from dataclasses import dataclass

from autograder.model.points import total
from autograder.model.results import HELD, QuestionResult, Record

__all__ = ["NOTHING_DECIDED", "Adjustment", "FinalScore", "settle"]


@dataclass(frozen=True)
class Adjustment:
    """Points that a person gave to one question, and why."""

    question: str
    points: float
    because: str


NOTHING_DECIDED: Mapping[str, Adjustment] = {}


@dataclass(frozen=True)
class FinalScore:
    """The points of one submission, raw and in the end.

    Attributes:
        raw: Before lateness, adjustments included.
        final: After it; the number to publish.
        max_score: What could be reached by the questions that have been graded.
        questions: Question -> points; None where a person has still to say.
        held: Questions whose points wait for a person.
        kept: The share that lateness left.
        adjusted: Questions that a person decided.
    """

    raw: float
    final: float
    max_score: float
    questions: dict[str, float | None]
    held: tuple[str, ...]
    kept: float
    adjusted: tuple[str, ...]


def settle(record: Record, adjustments: Mapping[str, Adjustment], kept: float = 1.0) -> FinalScore:
    """Apply adjustments, then lateness.

    Args:
        record: As it was graded; it stays as it is.
        adjustments: Question -> what a person decided.
        kept: The share that lateness leaves.
    """
    graded = [question for question in record.questions if not question.manual or question.id in adjustments]
    points = {question.id: _points(question, adjustments) for question in graded}
    raw = total(points.values())
    return FinalScore(
        raw=raw,
        final=round(raw * kept + 1e-9, 2),
        max_score=total(question.points for question in graded),
        questions={question.id: points.get(question.id) for question in record.questions},
        held=tuple(question.id for question in graded if question.id not in adjustments and _held(question)),
        kept=kept,
        adjusted=tuple(question.id for question in graded if question.id in adjustments),
    )


def _points(question: QuestionResult, adjustments: Mapping[str, Adjustment]) -> float:
    adjustment = adjustments.get(question.id)
    return question.score if adjustment is None else adjustment.points


def _held(question: QuestionResult) -> bool:
    return any(test.status in HELD for test in question.tests)
