"""`autograder adjust`: set the points of a question by hand, or of many questions from a table."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from autograder.cli.options import (
    AssignmentArgument,
    CourseOption,
    GraderOption,
    OldOutOption,
    ResultsOption,
    find_course,
    open_gradebook,
)
from autograder.errors import UsageError

if TYPE_CHECKING:
    from autograder.gradebook import Gradebook
    from autograder.model.assignment import Assignment, Question
    from autograder.model.final_score import Adjustment

__all__ = ["COLUMNS", "EXAMPLE", "adjust", "named_student", "require_points"]

EXAMPLE = "autograder adjust a1_knn s017 explain_k 4 --because slip"

COLUMNS = ("student", "question", "points", "comment", "grader")
"""Columns of the table, as `export --to csv --questions` writes them; the first two are needed."""

SHOWN = 10
"""Lines of a message that names wrong lines, or of a list of changes."""


def adjust(
    assignment: AssignmentArgument,
    student: Annotated[str, typer.Argument(metavar="STUDENT", help="Student, as listed by `export`.")] = "",
    question: Annotated[str, typer.Argument(metavar="QUESTION", help="Question id; written ones too.")] = "",
    points: Annotated[
        float | None, typer.Argument(metavar="POINTS", help="Points, instead of the tests'.", show_default=False)
    ] = None,
    because: Annotated[str, typer.Option("--because", metavar="TEXT", help="Reason; the student can read it.")] = "",
    comment: Annotated[str, typer.Option("--comment", metavar="TEXT", help="Comment for the student.")] = "",
    file: Annotated[
        Path | None, typer.Option("--file", metavar="CSV", help="Table of student,question,points,comment,grader.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="With --file: write the changes that are listed.")] = False,
    grader: GraderOption = "",
    results: ResultsOption = Path("results"),
    course: CourseOption = None,
    out: OldOutOption = None,
) -> None:
    """Set a question's points by hand; they survive a regrade."""
    from autograder.gradebook import FILE_NAME
    from autograder.model.final_score import Adjustment

    described = find_course(course).source(assignment).assignment
    if file:
        if student or question or points is not None or because or comment:
            raise UsageError("--file has everything in its columns; leave the other arguments out")
        with open_gradebook(results / FILE_NAME) as book:
            _adjust_many(described, book, file, grader, results, write=yes)
        return
    if not question or points is None:
        raise UsageError("name a student, a question and the points, or a table with --file")
    if not because.strip():
        raise UsageError("--because is empty; give a reason")
    require_points(described.named(question), points)
    with open_gradebook(results / FILE_NAME) as book:
        from autograder.review.class_files import refresh

        key, name = named_student(book, described.id, student)
        book.adjust(described.id, key, Adjustment(question, points, because, comment, grader=grader))
        refresh(book, described, {key}, results)
    print(f"{name}: {question} counts {points:g}")


def named_student(book: "Gradebook", assignment: str, spelling: str) -> tuple[str, str]:
    """Return the key of a student who has a result, and the name and key for messages.

    Args:
        book: The gradebook.
        assignment: Id of the assignment.
        spelling: A key, id, name or e-mail address.

    Raises:
        UsageError: The student is unknown or has no result.
    """
    from autograder.model.people import Person
    from autograder.reports.export import named

    key = book.student(assignment, spelling)
    known = book.students(assignment)
    if key not in known:
        shown = ", ".join(known[:5]) or "none"
        raise UsageError(f"no result for student {key!r} in {assignment}; students with results: {shown}")
    return key, named(book.people(assignment).get(key, Person(key)))


def require_points(question: "Question", points: float) -> None:
    """Raise UsageError if these points are out of range for a question, or have more than two decimals."""
    from autograder.model.points import exact
    from autograder.reports.status_labels import number

    if not 0 <= points <= question.points or not exact(points):
        raise UsageError(
            f"{question.id}: {points:g} points are out of range; "
            f"give 0 to {number(question.points)} with at most two decimals"
        )


@dataclass(frozen=True)
class _Change:
    """One line of a table: the decision, and what it replaces."""

    student: str
    name: str
    decision: "Adjustment"
    before: "Adjustment | None"

    def __str__(self) -> str:
        was = "not graded by hand" if self.before is None or self.before.points is None else f"{self.before.points:g}"
        now = "as the tests give" if self.decision.points is None else f"{self.decision.points:g}"
        comment = ", with a comment" if self.decision.comment else ""
        return f"{self.name}: {self.decision.question} {was} -> {now}{comment}"


def _adjust_many(
    assignment: "Assignment", book: "Gradebook", file: Path, grader: str, results: Path, *, write: bool
) -> None:
    """Check every line of a table, list what would change, and write it all if asked to.

    Raises:
        UsageError: A line is wrong; nothing has been written.
    """
    from autograder.gradebook import Overtaken
    from autograder.review.class_files import refresh

    changes = [one for one in _read(assignment, book, file, grader) if one.decision != one.before]
    for change in changes[:SHOWN]:
        print(change)
    if len(changes) > SHOWN:
        print(f"… and {len(changes) - SHOWN} more")
    students = {change.student for change in changes}
    count = f"{len(changes)} decisions about {len(students)} students"
    if not changes:
        print("nothing changes")
    elif not write:
        print(f"{count}; nothing was written. Run the same command with --yes to write them.")
    else:
        decisions = [(one.student, one.decision, one.before.number if one.before else 0) for one in changes]
        try:
            book.adjust_many(assignment.id, decisions)
        except Overtaken as overtaken:
            about = f"{overtaken.student}, {overtaken.last.question}"
            raise UsageError(f"{about}: somebody has just decided; nothing was written, run it again") from None
        refresh(book, assignment, students, results)
        print(f"{count} written")


def _read(assignment: "Assignment", book: "Gradebook", file: Path, grader: str) -> list[_Change]:
    """Read a table of decisions.

    Raises:
        UsageError: The table cannot be read, or lines in it are wrong; the message names them.
    """
    from autograder.files import read_text

    rows = list(csv.DictReader(io.StringIO(read_text(file, str(file)).removeprefix("\ufeff"), newline="")))
    heads = set(rows[0]) if rows else set()
    if not {"student", "question"} <= heads or not heads & {"points", "comment"}:
        raise UsageError(f"{file}: the first line must name the columns {','.join(COLUMNS)}")
    known = _Known(book, assignment.id)
    found: dict[tuple[str, str], _Change] = {}
    wrong: list[str] = []
    for line, row in enumerate(rows, start=2):
        try:
            for change in _change(assignment, known, row, grader):
                key = (change.student, change.decision.question)
                if key in found:
                    raise UsageError(f"{change.name}, {change.decision.question}: a second line")
                found[key] = change
        except UsageError as error:
            wrong.append(f"line {line}: {error}")
    if wrong:
        more = [f"and {len(wrong) - SHOWN} more lines"] if len(wrong) > SHOWN else []
        raise UsageError("\n  ".join([f"{file}: nothing was written; correct these lines:", *wrong[:SHOWN], *more]))
    return list(found.values())


class _Known:
    """What a table is compared with, read once: who has a result, what each question counts, what was decided."""

    def __init__(self, book: "Gradebook", assignment: str) -> None:
        from autograder.model.final_score import compute_final_score

        self._book, self._assignment = book, assignment
        self._people = book.people(assignment)
        self.decisions = book.all_adjustments(assignment)
        self.points = {
            entry.student: compute_final_score(entry.record, self.decisions.get(entry.student, {})).questions
            for entry in book.latest(assignment)
        }

    def student(self, spelling: str) -> tuple[str, str]:
        """Return the key of a student, and the name and key; see `named_student`."""
        from autograder.reports.export import named

        if spelling in self.points and spelling in self._people:
            return spelling, named(self._people[spelling])
        return named_student(self._book, self._assignment, spelling)


def _change(
    assignment: "Assignment", known: _Known, row: dict[str | None, str | None], grader: str
) -> Iterator[_Change]:
    """Yield the change of one line; nothing for a line without points and comment."""
    from autograder.model.final_score import Adjustment

    cells = {str(key): (value or "").strip() for key, value in row.items() if isinstance(value, str | None)}
    if None in row:
        raise UsageError("more cells than columns")
    if not any(cells.get(name) for name in ("points", "comment")):
        return
    question = assignment.named(cells["question"])
    points = _number(cells["points"]) if cells.get("points") else None
    if points is not None:
        require_points(question, points)
    student, name = known.student(cells["student"].removeprefix("'"))
    before = known.decisions.get(student, {}).get(question.id)
    if points is not None and points == known.points[student].get(question.id):
        points = None  # it counts that already
    whole = before or Adjustment(question.id, None, "")
    changed = replace(
        whole,
        points=whole.points if points is None else points,
        comment=cells.get("comment") or whole.comment,
        grader=cells.get("grader") or grader,
    )
    if changed == whole:
        return
    if changed.points != whole.points:
        changed = replace(changed, reason="", items=())
    yield _Change(student, name, changed, before)


def _number(text: str) -> float:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        raise UsageError(f"points {text!r} are no number") from None
