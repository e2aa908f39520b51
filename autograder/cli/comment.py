"""`autograder comment`: write a comment to a student, on a question or on the whole submission."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from autograder.cli.options import (
    AssignmentArgument,
    CourseOption,
    GraderOption,
    ResultsOption,
    StudentArgument,
    find_course,
    open_gradebook,
)
from autograder.errors import UsageError

__all__ = ["EXAMPLE", "comment"]

EXAMPLE = 'autograder comment a1_knn s017 "Well put." --question explain_k'

LONGEST = 20_000
"""Characters of a comment."""


def comment(
    assignment: AssignmentArgument,
    student: StudentArgument,
    text: Annotated[str, typer.Argument(metavar="TEXT", help="Markdown with LaTeX; empty takes it back.")],
    question: Annotated[
        str, typer.Option("--question", metavar="QUESTION", help="By default the whole submission.")
    ] = "",
    grader: GraderOption = "",
    results: ResultsOption = Path("results"),
    course: CourseOption = None,
) -> None:
    """Write a comment to a student; points stay as they are."""
    from autograder.cli.adjust import named_student
    from autograder.gradebook import FILE_NAME
    from autograder.model.final_score import Adjustment
    from autograder.model.text import clean_text
    from autograder.review.class_files import refresh

    described = find_course(course).source(assignment).assignment
    if question:
        described.named(question)
    if len(text) > LONGEST:
        raise UsageError(f"the comment has {len(text):,} characters; write at most {LONGEST:,}")
    with open_gradebook(results / FILE_NAME) as book:
        key, name = named_student(book, described.id, student)
        before = book.adjustments(described.id, key).get(question, Adjustment(question, None, ""))
        book.adjust(described.id, key, replace(before, comment=clean_text(text, LONGEST), grader=grader))
        refresh(book, described, {key}, results)
    print(f"{name}: {'comment written' if text.strip() else 'comment taken back'}")
