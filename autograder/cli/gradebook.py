"""The commands about a gradebook: export, adjust, extend, diff."""

import re
from collections import Counter
from datetime import datetime
from pathlib import Path

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text as Cell

from autograder.errors import UsageError
from autograder.files import write_atomically
from autograder.gradebook import FILE_NAME, Entry, Gradebook
from autograder.i18n import _
from autograder.model.assignment import Assignment
from autograder.model.final_score import Adjustment, compute_final_score
from autograder.model.lateness import late_factor
from autograder.model.points import exact
from autograder.model.results import Record
from autograder.reports.export import ExportRow, anonymous, export
from autograder.reports.status_labels import number
from autograder.reports.text import ScoreChange, score_changes

__all__ = ["adjust", "compare", "export_grades", "extend"]


def export_grades(
    assignment: Assignment, out: Path, target: str, file: Path, secret: bytes | None, provisional: bool
) -> tuple[int, dict[str, int]]:
    """Write the grades of an assignment for another place.

    Args:
        assignment: Whose grades.
        out: The folder with results.
        target: `csv`, `canvas` or `gradescope`.
        file: Where to write.
        secret: Leave out everything that names a student, and make names with this; None keeps them.
        provisional: Count points that are held for review as 0.

    Returns:
        How many students there are; and of each written question that somebody has no points for, how many.
    """
    with Gradebook(out / FILE_NAME) as book:
        rows = [_row(entry, assignment, book) for entry in book.latest(assignment.id)]
    if secret is not None:
        rows = anonymous(rows, secret)
    if not rows:
        raise UsageError(f"{out / FILE_NAME}: there is no result of {assignment.id} in it; grade it first")
    write_atomically(file, export(target, assignment, rows, provisional))
    waiting = Counter(question for row in rows for question, points in row.score.questions.items() if points is None)
    return len(rows), dict(waiting)


def _row(entry: Entry, assignment: Assignment, book: Gradebook) -> ExportRow:
    due = book.due(assignment.id, entry.student, assignment.due)
    kept = late_factor(assignment.late, due, entry.handed_in)
    over = max(0.0, (entry.handed_in - due).total_seconds() / 3600) if due and entry.handed_in else 0.0
    score = compute_final_score(entry.record, book.adjustments(assignment.id, entry.student), kept)
    return ExportRow(entry.student, score, entry.who, entry.handed_in, over)


def adjust(assignment: Assignment, out: Path, student: str, adjustment: Adjustment) -> None:
    """Give points to a question of a student's.

    Raises:
        UsageError: There is no such student or question, or it is not worth so many points, or no reason is said.
    """
    question = assignment.named(adjustment.question)
    if not 0 <= adjustment.points <= question.points or not exact(adjustment.points):
        raise UsageError(
            f"{question.id}: found {adjustment.points:g} points; it is worth 0 to {number(question.points)}, "
            "with at most two decimals"
        )
    _say_why(adjustment.reason)
    with Gradebook(out / FILE_NAME) as book:
        _must_know(book, assignment.id, student)
        book.adjust(assignment.id, student, adjustment)


def extend(assignment: Assignment, out: Path, student: str, until: datetime, because: str) -> bool:
    """Let a student hand in later; returns whether anything of this student's is there yet.

    Raises:
        UsageError: The time has no zone, or no reason is said.
    """
    if until.tzinfo is None:
        raise UsageError(f"{until.isoformat()}: it has no time zone; write one, as in 2027-03-19T23:59:00+09:00")
    _say_why(because)
    with Gradebook(out / FILE_NAME, create=True) as book:
        book.extend(assignment.id, student, until, because)
        return student in book.students(assignment.id)


def compare(old: Path, new: Path, console: Console) -> int:
    """Show whose score differs between two folders of results, by how much and through which tests.

    Returns:
        How many students' scores differ.
    """
    before, after = _records(old), _records(new)
    found = list(score_changes(before, after))
    if found:
        console.print(_changes_table(found))
    said = _("{changed} of {count} submissions changed.") if found else _("No score changed ({count} submissions).")
    console.print(said.format(changed=len(found), count=len(before.keys() | after.keys())))
    return len(found)


def _records(place: Path) -> dict[tuple[str, str], Record]:
    """(Assignment, student) -> the last record."""
    with Gradebook(place if place.is_file() else place / FILE_NAME) as book:
        return {(entry.record.assignment, entry.student): entry.record for entry in book.latest()}


def _changes_table(found: list[ScoreChange]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, padding=(0, 1, 0, 0))
    table.add_column(_("student"), overflow="fold")
    table.add_column(_("old"), justify="right", no_wrap=True)
    table.add_column(_("new"), justify="right", no_wrap=True)
    table.add_column(_("through"), overflow="fold", min_width=30)
    for change in found:
        scores = [_("none") if score is None else number(score) for score in (change.old, change.new)]
        table.add_row(Cell(change.student), *scores, Cell("\n".join(change.tests)))
    return table


def _must_know(book: Gradebook, assignment: str, student: str) -> None:
    known = book.students(assignment)
    if student not in known:
        near = [name for name in known if _plain(student) in _plain(name)]
        shown = ", ".join((near or known)[:5]) or "nobody"
        raise UsageError(f"{student!r} has no result for {assignment}; found {shown}")


def _plain(name: str) -> str:
    return re.sub(r"\W", "", name).casefold()


def _say_why(because: str) -> None:
    if not because.strip():
        raise UsageError("--because is empty; say why, for whoever asks later")
