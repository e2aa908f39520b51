"""`autograder export`: export final grades for Canvas, Gradescope or a spreadsheet."""

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from autograder.cli.options import (
    AssignmentArgument,
    CourseOption,
    OldFileOption,
    ResultsOption,
    find_course,
    open_gradebook,
)
from autograder.errors import UsageError

if TYPE_CHECKING:
    from autograder.gradebook import Entry, Gradebook
    from autograder.model.assignment import Assignment
    from autograder.reports.export import ExportRow

__all__ = ["EXAMPLE", "export"]

EXAMPLE = "autograder export a1_knn --to canvas --out canvas.csv"


def export(
    assignment: AssignmentArgument,
    to: Annotated[str, typer.Option("--to", metavar="TARGET", help="csv, canvas or gradescope.")],
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="File to write; by default one in the results folder.")
    ] = None,
    anonymous: Annotated[bool, typer.Option("--anonymous", help="Leave out names and ids; use pseudonyms.")] = False,
    provisional: Annotated[
        bool, typer.Option("--provisional", help="Count points that are withheld for review as 0.")
    ] = False,
    results: ResultsOption = Path("results"),
    secret: Annotated[
        Path | None, typer.Option("--secret", metavar="FILE", help="Key of the pseudonyms; by default as for grading.")
    ] = None,
    course: CourseOption = None,
    file: OldFileOption = None,
) -> None:
    """Export final grades (adjusted, late penalty applied).

    For Canvas, Gradescope or a spreadsheet (csv).
    """
    from autograder.grading.secret import load_secret

    if out and out.is_dir():
        from autograder.i18n import _

        text = _("--out {out} is a folder; --out names the file to write, --results the folder to read")
        raise UsageError(text.format(out=out))
    described = find_course(course).source(assignment).assignment
    place = out or results / f"{assignment}-{to}.csv"
    count, waiting = _write(described, results, to, place, load_secret(secret) if anonymous else None, provisional)
    print(f"{place}: {count} students")
    for question, number in waiting.items():
        print(f"{question}: not graded yet for {number} students; use `autograder adjust`")


def _write(
    assignment: "Assignment", results: Path, target: str, out: Path, secret: bytes | None, provisional: bool
) -> tuple[int, dict[str, int]]:
    """Write the final grades of an assignment to a file.

    Args:
        assignment: The assignment.
        results: Folder with the results.
        target: `csv`, `canvas` or `gradescope`.
        out: File to write.
        secret: Key for pseudonyms, which replace names and ids; None keeps names and ids.
        provisional: Count withheld points as 0.

    Returns:
        Number of students; and for each written question, the number of students without points.

    Raises:
        UsageError: There is no result, or points are withheld and `provisional` is false.
    """
    from autograder.files import write_atomically
    from autograder.gradebook import FILE_NAME
    from autograder.reports.export import anonymous, export

    with open_gradebook(results / FILE_NAME) as book:
        rows = [_row(entry, assignment, book) for entry in book.latest(assignment.id)]
    if secret is not None:
        rows = anonymous(rows, secret)
    if not rows:
        raise UsageError(f"{results / FILE_NAME}: no results of {assignment.id}; run `autograder grade` first")
    write_atomically(out, export(target, assignment, rows, provisional))
    waiting = Counter(question for row in rows for question, points in row.score.questions.items() if points is None)
    return len(rows), dict(waiting)


def _row(entry: "Entry", assignment: "Assignment", book: "Gradebook") -> "ExportRow":
    from autograder.model.final_score import compute_final_score
    from autograder.model.lateness import late_factor, time_late
    from autograder.reports.export import ExportRow

    due = book.due(assignment.id, entry.student, assignment.due)
    standing = entry.standing
    late = time_late(due, entry.handed_in, standing.marked_late, book.late_counts_as(assignment.id))
    factor = late_factor(assignment.late, late)
    score = compute_final_score(entry.record, book.adjustments(assignment.id, entry.student), factor)
    who = {name: text for name in ("name", "email", "sid") if (text := getattr(entry.person, name))}
    if standing.platform == "gradescope":
        who["submission"] = standing.entry.rpartition("/")[2].removeprefix("submission_")
    return ExportRow(entry.student, score, who, entry.handed_in, late)
