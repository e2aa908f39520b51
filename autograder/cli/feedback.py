"""`autograder feedback`: pack students' pages in the form that the platform takes back."""

from pathlib import Path
from typing import Annotated

import typer

from autograder.cli.options import (
    DIFFERENCE,
    AssignmentArgument,
    CourseOption,
    ResultsOption,
    find_course,
    open_gradebook,
)
from autograder.errors import UsageError

__all__ = ["EXAMPLE", "feedback"]

EXAMPLE = "autograder feedback a1_knn --to moodle --results results"


def feedback(
    assignment: AssignmentArgument,
    to: Annotated[str, typer.Option("--to", metavar="TARGET", help="Target; see above.")],
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE", help="Zip to write; by default in the results.", show_default=False),
    ] = None,
    results: ResultsOption = Path("results"),
    course: CourseOption = None,
) -> None:
    """Pack students' pages for the way back.

    Targets are moodle, canvas, blackboard, brightspace and folder.
    Exit code 1: a student is not in the archive.
    """
    from autograder.files import write_atomically, zip_bytes
    from autograder.gradebook import FILE_NAME
    from autograder.reports.feedback import TARGETS, Feedback, feedback_files
    from autograder.reports.html import student_page
    from autograder.reports.page import pages_can_be_made
    from autograder.review.class_files import StudentRecords

    if to not in TARGETS:
        raise UsageError(f"--to {to}: use {', '.join(TARGETS)}")
    if not pages_can_be_made():
        raise UsageError("HTML reports need more packages; install the package's extra `instructor`")
    if out and out.is_dir():
        raise UsageError(f"--out {out} is a folder; name the zip to write")
    described = find_course(course).source(assignment).assignment
    place = out or results / f"{assignment}-feedback-{to}.zip"
    with open_gradebook(results / FILE_NAME) as book:
        book.remember_rules(described)
        pages = StudentRecords(book, described.id)
        found = [
            Feedback(
                entry.person,
                entry.standing.entry.rstrip("/").rpartition("/")[2],
                entry.standing.platform,
                student_page(pages.of_entry(entry)),
            )
            for entry in book.latest(described.id)
        ]
    if not found:
        raise UsageError(f"{results / FILE_NAME}: no results of {described.id}; run `autograder grade` first")
    files, left_out = feedback_files(to, found)
    write_atomically(place, zip_bytes(files))
    print(f"{place}: {sum(name.endswith('.html') for name in files)} students")
    for reason in left_out:
        print(reason)
    if left_out:
        raise typer.Exit(DIFFERENCE)
