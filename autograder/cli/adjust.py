"""`autograder adjust`: set the points of a question by hand."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from autograder.cli.options import (
    AssignmentArgument,
    BecauseOption,
    CourseOption,
    OldOutOption,
    ResultsOption,
    StudentArgument,
    find_course,
    open_gradebook,
)
from autograder.errors import UsageError

if TYPE_CHECKING:
    from autograder.model.assignment import Assignment, Question
    from autograder.model.final_score import Adjustment

__all__ = ["EXAMPLE", "adjust"]

EXAMPLE = 'autograder adjust a1_knn s017 explain_k 4.5 --because "one slip"'


def adjust(
    assignment: AssignmentArgument,
    student: StudentArgument,
    question: Annotated[str, typer.Argument(metavar="QUESTION", help="Question id; written questions too.")],
    points: Annotated[float, typer.Argument(metavar="POINTS", help="Points, instead of the tests'.")],
    because: BecauseOption,
    results: ResultsOption = Path("results"),
    course: CourseOption = None,
    out: OldOutOption = None,
) -> None:
    """Set a question's points by hand; they survive a regrade."""
    from autograder.model.final_score import Adjustment

    described = find_course(course).source(assignment).assignment
    _require_points(described.named(question), points)
    name = _give(described, results, student, Adjustment(question, points, because))
    print(f"{name}: {question} counts {points:g}")


def _give(assignment: "Assignment", results: Path, student: str, adjustment: "Adjustment") -> str:
    """Store the adjustment of one student in the gradebook, and return the student's name and key.

    Raises:
        UsageError: The student is unknown.
    """
    from autograder.cli.collecting.class_files import refresh
    from autograder.gradebook import FILE_NAME
    from autograder.model.people import Person
    from autograder.reports.export import named

    with open_gradebook(results / FILE_NAME) as book:
        key = book.student(assignment.id, student)
        known = book.students(assignment.id)
        if key not in known:
            shown = ", ".join(known[:5]) or "none"
            raise UsageError(f"no result for student {key!r} in {assignment.id}; students with results: {shown}")
        book.adjust(assignment.id, key, adjustment)
        refresh(book, assignment, {key}, results)
        return named(book.people(assignment.id).get(key, Person(key)))


def _require_points(question: "Question", points: float) -> None:
    """Raise UsageError if these points are out of range for a question, or have more than two decimals."""
    from autograder.model.points import exact
    from autograder.reports.status_labels import number

    if not 0 <= points <= question.points or not exact(points):
        raise UsageError(
            f"{question.id}: {points:g} points are out of range; "
            f"give 0 to {number(question.points)} with at most two decimals"
        )
