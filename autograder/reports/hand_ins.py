"""Write `submissions.csv`: every entry that was handed in, and what became of it.

One row per entry and student: a group's entry has a row for each member, and a student of the roster without an entry
has a row with an empty `entry`.

    entry        the entry as it was named: its path below what the command line named
    student      key of the student, as in every other file; empty if the entry belongs to nobody
    name         name of the student, if a platform or a roster states it
    handed_in    when it was handed in, ISO 8601; empty if unknown
    late         hours after the student's due time, 0 if it was on time; empty if there is no due time;
                 `unknown` if no time is known although lateness costs points
    status       graded       it has a result
                 superseded   another submission of the student counts
                 unusable     it could not be opened
                 ignored      it is no hand-in
                 missing      the student is in the roster, but has handed in nothing
                 (empty)      it has not been graded yet
    reason       why, and what to do about it; also extensions and groups

The file starts with a byte order mark, and cells are guarded as in `grades.csv`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text as Cell

from autograder.i18n import Lines, Message, _
from autograder.model.text import Text, clean_text
from autograder.reports.csv import csv_bytes
from autograder.reports.status_labels import one_line

__all__ = ["STATUS_WORDS", "UNKNOWN", "HandIn", "HandInCounts", "count_hand_ins", "hand_ins_csv", "hand_ins_table"]

COLUMNS = ("entry", "student", "name", "handed_in", "late", "status", "reason")
SHOWN = 40
"""Maximum number of rows in the printed table; the file has all."""

_ENTRY_WIDTH, _STUDENT_WIDTH = 26, 18
UNKNOWN = "unknown"

STATUS_WORDS = {
    "": Message("waiting"),
    "graded": Message("graded"),
    "superseded": Message("superseded"),
    "unusable": Message("unusable"),
    "ignored": Message("ignored"),
    "missing": Message("missing"),
}
"""Status in the file -> words."""

_STYLES = {"unusable": "red", "superseded": "yellow", "missing": "yellow", "ignored": "dim"}


@dataclass(frozen=True, slots=True)
class HandIn:
    """One row: an entry, for one of its students.

    Attributes:
        entry: The entry; empty for a student who handed in nothing.
        student: Key of the student; empty for nobody.
        name: Name of the student.
        handed_in: When it was handed in; None if unknown.
        late: Hours late, 0 if on time, `unknown`; empty if there is no due time.
        status: One of the words in the file; empty if it has not been graded yet.
        reason: Why, and what to do about it.
        latest: Whether the last command named it.
        marked_late: Whether the platform says that it is late, without a time.
        listed: Whether the student is in the roster, if there is one.
        part_of: The entry whose submission this one belongs to, if it is a further file of it.
    """

    entry: str
    student: str = ""
    name: str = ""
    handed_in: datetime | None = None
    late: str = ""
    status: str = ""
    reason: Text | None = None
    latest: bool = True
    marked_late: bool = False
    listed: bool = True
    part_of: str = ""


@dataclass(frozen=True)
class HandInCounts:
    """Count entries: each counts once, however many students it has.

    Attributes:
        entries: All entries.
        submissions: Entries that could be graded, or wait for it.
        students: Students of these.
        superseded: Submissions that count for none of their students.
        unusable, ignored: Entries that are no submissions.
        missing: Students of the roster without an entry.
        further: Entries that are further files of a submission.
    """

    entries: int
    submissions: int
    students: int
    superseded: int
    unusable: int
    ignored: int
    missing: int
    further: int = 0

    def __str__(self) -> str:
        entries = Message("1 entry") if self.entries == 1 else Message("{count} entries", count=self.entries)
        return str(Message("{entries}: {parts}", entries=entries, parts=Lines(*self._parts(), separator="; ")))

    def _parts(self) -> list[Message]:
        students = Message("1 student") if self.students == 1 else Message("{count} students", count=self.students)
        if self.submissions == 1:
            parts = [Message("1 submission of {students}", students=students)]
        else:
            parts = [Message("{count} submissions of {students}", count=self.submissions, students=students)]
        if self.superseded:
            whole = Message("{submissions}, {count} of them superseded", submissions=parts[0], count=self.superseded)
            parts = [whole]
        if self.further:
            parts.append(Message("further files: {count}", count=self.further))
        if self.unusable:
            parts.append(Message("{count} cannot be used", count=self.unusable))
        if self.ignored:
            parts.append(Message("{count} ignored", count=self.ignored))
        if self.missing:
            parts.append(Message("missing: {count}", count=self.missing))
        return parts


def count_hand_ins(rows: Iterable[HandIn]) -> HandInCounts:
    """Count the entries in `rows`, and the students who are missing."""
    statuses: dict[str, set[str]] = {}
    students = set()
    missing = 0
    further = set()
    for row in rows:
        if not row.entry:
            missing += 1
            continue
        if row.part_of:
            further.add(row.entry)
            continue
        statuses.setdefault(row.entry, set()).add(row.status)
        if row.status in ("", "graded", "superseded"):
            students.add(row.student)
    found = [_status_of_entry(each) for each in statuses.values()]
    return HandInCounts(
        entries=len(found) + len(further),
        submissions=sum(one in ("", "graded", "superseded") for one in found),
        students=len(students),
        superseded=found.count("superseded"),
        unusable=found.count("unusable"),
        ignored=found.count("ignored"),
        missing=missing,
        further=len(further),
    )


def _status_of_entry(statuses: set[str]) -> str:
    """Return the status of an entry with several rows: the members of a group, or contents that it had."""
    return next(one for one in ("graded", "", "unusable", "superseded", "ignored") if one in statuses)


def hand_ins_csv(rows: Iterable[HandIn]) -> bytes:
    """Return the rows as CSV."""
    lines = (
        (
            row.entry,
            row.student,
            row.name,
            row.handed_in.isoformat() if row.handed_in else "",
            row.late,
            row.status,
            str(row.reason) if row.reason else "",
        )
        for row in rows
    )
    return csv_bytes(chain([COLUMNS], lines))


def hand_ins_table(rows: Sequence[HandIn], file: str, width: int | None = None) -> RenderableType:
    """Return the table that is printed before grading; of a large class, only what needs attention.

    Args:
        rows: The rows of the last command.
        file: The file that has all rows, for the last line.
        width: Width of the table in columns; by default that of the console.
    """
    shown = rows if len(rows) <= SHOWN else [row for row in rows if _is_notable(row)][:SHOWN]
    parts: list[RenderableType] = [_table(shown, width)] if shown else []
    if len(shown) < len(rows):
        text = _("… and {count} more, in {file}").format(count=len(rows) - len(shown), file=file)
        parts.append(Cell(text, style="dim"))
    return Group(*parts)


def _is_notable(row: HandIn) -> bool:
    return row.status not in ("", "graded", "ignored") and not row.part_of


def _table(rows: Sequence[HandIn], width: int | None) -> Table:
    table = Table(box=box.SIMPLE_HEAD, width=width, show_edge=False, padding=(0, 1, 0, 0))
    timed, late = any(row.handed_in for row in rows), any(row.late not in ("", "0") for row in rows)
    roomy = not (timed or late or any(row.reason for row in rows))  # no other column needs the width
    table.add_column(_("entry"), overflow="fold", max_width=None if roomy else _ENTRY_WIDTH)
    table.add_column(_("student"), overflow="fold", max_width=None if roomy else _STUDENT_WIDTH)
    if timed:
        table.add_column(_("handed in"), no_wrap=True)
    if late:
        table.add_column(_("hours late"), justify="right", overflow="fold", max_width=8)
    table.add_column(_("status"), overflow="fold", min_width=12)
    for row in rows:
        cells = [Cell(_clean(row.entry) or "–"), Cell(_clean(_student(row)) or "–")]
        if timed:
            cells.append(Cell(f"{row.handed_in:%Y-%m-%d %H:%M}" if row.handed_in else ""))
        if late:
            cells.append(Cell(_late(row.late)))
        table.add_row(*cells, _status(row))
    return table


def _student(row: HandIn) -> str:
    """Return the student's key, with the name where no entry says it."""
    return row.student if row.entry or row.name in ("", row.student) else f"{row.student} ({row.name})"


def _clean(text: str) -> str:
    """Return a name on one line without control characters, which a platform's file names may have."""
    return one_line(clean_text(text))


def _late(late: str) -> str:
    return _("unknown") if late == UNKNOWN else late


def _status(row: HandIn) -> Cell:
    word = Cell(str(STATUS_WORDS[row.status]), style=_STYLES.get(row.status, ""))
    return word.append(f": {_clean(str(row.reason))}", style="default") if row.reason else word
