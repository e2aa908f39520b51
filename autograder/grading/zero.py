"""The record of a submission that could not be opened."""

from autograder.grading.intake import Submitted
from autograder.model.assignment import Assignment
from autograder.model.points import total
from autograder.model.results import QuestionResult, Record

__all__ = ["gradable", "written_zero"]


def gradable(assignment: Assignment) -> float:
    """The points that tests can give; what is graded by hand is added when a person has graded it."""
    return total(question.points for question in assignment.auto())


def written_zero(assignment: Assignment, submitted: Submitted, digest: str, digests: dict[str, str]) -> Record:
    """The record of a submission that could not be opened: 0, and the reason."""
    questions = tuple(
        QuestionResult(question.id, question.title, question.points, 0.0, manual=question.kind == "manual")
        for question in assignment.question
    )
    return Record(
        schema=1,
        assignment=assignment.id,
        submission=submitted.name,
        isolation={},
        digests={**digests, "submission": digest},
        score=0.0,
        max_score=gradable(assignment),
        questions=questions,
        reason=submitted.reason,
    )
