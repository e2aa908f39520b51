"""The record of a submission that could not be opened."""

from autograder.model.assignment import Assignment
from autograder.model.points import total
from autograder.model.results import QuestionResult, Record
from autograder.model.text import Text

__all__ = ["gradable", "written_zero"]


def gradable(assignment: Assignment) -> float:
    """The points that tests can give; what is graded by hand is added when a person has graded it."""
    return total(question.points for question in assignment.auto())


def written_zero(assignment: Assignment, name: str, reason: Text, digest: str, digests: dict[str, str]) -> Record:
    """The record of a submission that could not be opened: 0, and the reason."""
    questions = tuple(
        QuestionResult(question.id, question.title, question.points, 0.0, manual=question.kind == "manual")
        for question in assignment.question
    )
    return Record(
        schema=1,
        assignment=assignment.id,
        submission=name,
        isolation={},
        digests={**digests, "submission": digest},
        score=0.0,
        max_score=gradable(assignment),
        questions=questions,
        reason=reason,
    )
