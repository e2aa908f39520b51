"""`autograder extend`: give one student a later due time."""

from datetime import datetime
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
    from autograder.gradebook import Gradebook

__all__ = ["EXAMPLE", "extend"]

EXAMPLE = "autograder extend a1_knn s017 2027-03-21T23:59+09:00 --because ill"


def extend(
    assignment: AssignmentArgument,
    student: StudentArgument,
    until: Annotated[str, typer.Argument(metavar="TIME", help="ISO 8601, with its time zone.")],
    because: BecauseOption,
    results: ResultsOption = Path("results"),
    course: CourseOption = None,
    out: OldOutOption = None,
) -> None:
    """Give one student a later due time."""
    from autograder.gradebook import FILE_NAME
    from autograder.model.people import Person
    from autograder.reports.export import named
    from autograder.review.class_files import refresh

    described = find_course(course).source(assignment).assignment
    time = _time(until)
    with open_gradebook(results / FILE_NAME, create=True) as book:
        key, known = _key(book, described.id, student)
        book.extend(described.id, key, time, because)
        refresh(book, described, {key}, results)
        name = named(book.people(described.id).get(key, Person(key)))
    print(f"{name}: {assignment} is due {time.isoformat()}")
    if not known:
        print(
            f"no student {student!r} in {assignment} yet; check the spelling, or the extension waits for this student"
        )


def _key(book: "Gradebook", assignment: str, student: str) -> tuple[str, bool]:
    """Return the student's key, and whether the student is known; whoever has handed in nothing may be unknown.

    Raises:
        UsageError: Several students have this name.
    """
    from autograder.submissions.match import NobodyFits

    try:
        return book.student(assignment, student), True
    except NobodyFits:
        return student, False


def _time(text: str) -> datetime:
    """Parse a timestamp in ISO 8601.

    Raises:
        UsageError: The text is not a timestamp or has no time zone.
    """
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(
            f"{text!r} is not a valid timestamp; use ISO 8601, for example 2027-03-19T23:59+09:00"
        ) from None
    if time.tzinfo is None:
        raise UsageError(f"{time.isoformat()}: the time zone is missing; write, for example, {time.isoformat()}+09:00")
    return time
