"""`autograder interview`: questions for a conversation with each student about the student's own code."""

from pathlib import Path
from typing import Annotated

import typer

from autograder.cli.options import (
    AssignmentArgument,
    CourseOption,
    GraderOption,
    LangOption,
    ResultsOption,
    find_course,
    open_gradebook,
)
from autograder.errors import UsageError

__all__ = ["EXAMPLE", "interview"]

EXAMPLE = "autograder interview a3_gradients --results results --questions 3"

LONGEST = 2_000
"""Characters of a note."""


def interview(
    assignment: AssignmentArgument,
    results: ResultsOption = Path("results"),
    questions: Annotated[int, typer.Option("--questions", metavar="N", min=1, max=10, help="Per student.")] = 3,
    students: Annotated[
        list[str] | None, typer.Option("--students", metavar="NAME", help="Only this student; repeatable.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Default: instructor/interviews in the results.")
    ] = None,
    record: Annotated[
        str | None, typer.Option("--record", metavar="NAME", help="Store what came of the talk with this student.")
    ] = None,
    right: Annotated[
        str, typer.Option("--right", metavar="R/N", help="With --record: right answers, for example 2/3.")
    ] = "",
    note: Annotated[str, typer.Option("--note", metavar="TEXT", help="With --record: a note.")] = "",
    grader: GraderOption = "",
    secret: Annotated[
        Path | None,
        typer.Option("--secret", metavar="FILE", help="Secret that chooses; by default your own."),
    ] = None,
    course: CourseOption = None,
    lang: LangOption = None,
) -> None:
    """Write questions about each student's own code."""
    from autograder.gradebook import FILE_NAME
    from autograder.i18n import choose_language, speaking

    source = find_course(course).source(assignment)
    if record is None and (right or note):
        raise UsageError("--right and --note need --record NAME")
    with open_gradebook(results / FILE_NAME) as book:
        from autograder.cli.adjust import named_student

        if record is not None:
            from autograder.gradebook.decisions import Talk
            from autograder.model.text import clean_text

            key, name = named_student(book, source.id, record)
            given, asked = _tally(right)
            book.record_talk(source.id, key, Talk(grader, given, asked, clean_text(note, LONGEST)))
            print(f"{name}: talk recorded; the score stays as it is")
            return
        if not any(question.quiz for question in source.assignment.auto()):
            raise UsageError(f"{source.id}: no question has a [question.quiz]; see docs/understanding.md")
        from autograder.grading.secret import load_secret
        from autograder.understanding.interview import interviews, write_interviews

        keys = [named_student(book, source.id, spelling)[0] for spelling in students or []]
        if not book.students(source.id):
            raise UsageError(f"{results / FILE_NAME}: no results of {source.id}; run `autograder grade` first")
        place = out or results / "instructor" / "interviews" / source.id
        with speaking(choose_language(lang)):
            found = interviews(source, book, keys, questions, load_secret(secret))
            write_interviews(source.id, found, place)
    none = sum(not one.items for one in found)
    print(f"{place}: {len(found)} students, {sum(len(one.items) for one in found)} questions")
    print("Do not publish this folder: Moodle categories and pages can show code to classmates.")
    if none:
        print(f"{none} students without a question: no answer passes its value tests, or nothing could be verified")


def _tally(right: str) -> tuple[int, int]:
    """Return the numbers in `2/3`.

    Raises:
        UsageError: The text has another form.
    """
    given, slash, asked = right.partition("/")
    if not (slash and given.isdecimal() and asked.isdecimal() and 0 <= int(given) <= int(asked) <= 99 and int(asked)):
        raise UsageError(f"--right {right!r}: write right answers and questions, for example --right 2/3")
    return int(given), int(asked)
