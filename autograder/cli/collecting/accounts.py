"""Print what `grade` has collected: before grading everything, after grading what has changed or has no grade."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.cli.collecting.collect import shown
from autograder.i18n import _
from autograder.reports.hand_ins import UNKNOWN, HandIn, count_hand_ins, hand_ins_table
from autograder.reports.results_folder import write_hand_ins
from autograder.review.class_files import hand_ins

if TYPE_CHECKING:
    from rich.console import Console

    from autograder.gradebook import Gradebook
    from autograder.model.assignment import Assignment

__all__ = ["show_accounts", "show_collected"]


def show_collected(
    book: "Gradebook",
    assignment: "Assignment",
    out: Path,
    notes: Sequence[object],
    unknown: Sequence[str],
    console: "Console",
) -> list[HandIn]:
    """Write submissions.csv, and print the counts and the table of the entries that this command names.

    Args:
        book: The gradebook, in which everything is accounted for.
        assignment: The assignment.
        out: The results folder.
        notes: What a person should know before grading starts.
        unknown: Spellings of students with an extension or an adjustment that name nobody.
        console: Console to print to.

    Returns:
        The rows of submissions.csv.
    """
    rows = hand_ins(book, assignment.id, assignment)
    file = write_hand_ins(rows, out)
    here = [row for row in rows if row.latest]
    earlier = count_hand_ins(row for row in rows if not row.latest).entries
    console.print(str(count_hand_ins(here)), soft_wrap=True, markup=False, highlight=False)
    if earlier:
        text = _("{count} more from earlier commands are in {file}")
        _say(console, text.format(count=earlier, file=file))
    if len(here) > 1 or any(row.reason or row.status != "" for row in here):
        console.print(hand_ins_table(here, str(file)))
    for note in notes:
        _say(console, str(note))
    if strangers := sorted({row.student for row in rows if not (row.listed or row.latest)}):
        text = _("Students of earlier commands who are not in the roster: {count} ({students})")
        text += "; " + _("another class needs another --out")
        _say(console, text.format(count=len(strangers), students=shown(strangers)))
    if unknown:
        text = _("extensions or adjustments of students who have handed in nothing: {students}")
        _say(console, text.format(students=shown(unknown)))
    if assignment.late:
        _say_without_time(here, console)
    return rows


def _say_without_time(rows: Sequence[HandIn], console: "Console") -> None:
    """Say how many submissions have no time although lateness costs points."""
    unknown = [row for row in rows if row.late == UNKNOWN and row.status in ("", "graded")]
    marked = [row.student for row in unknown if row.marked_late]
    silent = [row.student for row in unknown if not row.marked_late]
    if silent:
        text = _("Without a time, and so counted as on time: {count} ({students}); --times FILE gives times")
        _say(console, text.format(count=len(silent), students=shown(silent)))
    if marked:
        text = _("Late by an unknown time, final score withheld: {count} ({students})")
        text += "; " + _("give --times FILE or --late-counts-as HOURS")
        _say(console, text.format(count=len(marked), students=shown(marked)))


def show_accounts(before: Sequence[HandIn], rows: Sequence[HandIn], out: Path, console: "Console") -> None:
    """Print the last lines: earlier submissions that this command superseded, and what has no grade.

    Args:
        before: The rows of submissions.csv before this command.
        rows: The rows now.
        out: The results folder.
        console: Console to print to.
    """
    known, now = (
        Counter(row.student for row in each if row.status == "superseded" and not (row.latest and each is rows))
        for each in (before, rows)
    )
    replaced = sorted(student for student, count in now.items() if count > known[student])
    if replaced:
        text = _("Superseded submissions of earlier commands: {count} ({students})")
        text += "; " + _("if these are other students of the same name, grade them with another --out")
        _say(console, text.format(count=len(replaced), students=shown(replaced)))
    counts = count_hand_ins(row for row in rows if row.latest and row.entry)
    if counts.unusable:
        text = _("{count} of {entries} entries cannot be used; the reasons are in {file}")
        _say(console, text.format(count=counts.unusable, entries=counts.entries, file=out / "submissions.csv"))


def _say(console: "Console", text: str) -> None:
    console.print(text, soft_wrap=True, markup=False, highlight=False)
