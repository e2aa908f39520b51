"""`autograder request`: note that a student asks to look at a question again, and answer it."""

from pathlib import Path
from typing import Annotated

import typer

from autograder.cli.options import (
    AssignmentArgument,
    CourseOption,
    GraderOption,
    ResultsOption,
    find_course,
    open_gradebook,
)
from autograder.errors import UsageError

__all__ = ["EXAMPLE", "request"]

EXAMPLE = 'autograder request a1_knn s017 explain_k --because "too few"'

LONGEST = 5_000
"""Characters of a request or an answer."""


def request(
    assignment: AssignmentArgument,
    student: Annotated[str, typer.Argument(metavar="STUDENT", help="Without: list what is open.")] = "",
    question: Annotated[str, typer.Argument(metavar="QUESTION", help="Question id.")] = "",
    because: Annotated[str, typer.Option("--because", metavar="TEXT", help="What the student says.")] = "",
    answer: Annotated[str, typer.Option("--answer", metavar="TEXT", help="Answer the student's open request.")] = "",
    grader: GraderOption = "",
    results: ResultsOption = Path("results"),
    course: CourseOption = None,
) -> None:
    """List, note or answer a student's request to look at a question again."""
    from autograder.cli.adjust import named_student
    from autograder.gradebook import FILE_NAME
    from autograder.model.text import clean_text
    from autograder.review.class_files import refresh

    described = find_course(course).source(assignment).assignment
    with open_gradebook(results / FILE_NAME) as book:
        if not student:
            waiting = [one for one in book.requests(described.id) if one.open]
            for one in waiting:
                _, name = named_student(book, described.id, one.student)
                print(f"{name}: {one.question}: {one.because}")
            print(f"open requests: {len(waiting)}")
            return
        if not question or bool(because.strip()) == bool(answer.strip()):
            raise UsageError("name a student and a question, and either --because or --answer")
        described.named(question)
        if max(len(because), len(answer)) > LONGEST:
            raise UsageError(f"the text is too long; write at most {LONGEST:,} characters")
        key, name = named_student(book, described.id, student)
        if because:
            book.request(described.id, key, question, clean_text(because, LONGEST))
        else:
            waiting = [one for one in book.requests(described.id, key) if one.open and one.question == question]
            if not waiting:
                raise UsageError(f"{name} has no open request about {question}")
            for one in waiting:
                book.answer_request(one.number, clean_text(answer, LONGEST), grader)
        refresh(book, described, {key}, results)
    print(f"{name}: request about {question} {'noted' if because else 'answered'}")
