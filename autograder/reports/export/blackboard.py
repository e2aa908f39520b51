"""Write a file for “Work Offline, Upload” in Blackboard's Grade Center.

Blackboard finds a student by `Username`, and a column by the number at the end of its title,
`k-NN [Total Pts: 12 Score] |5002`. A title without a number becomes a new text column.
"""

import csv
import io
import re

from autograder.i18n import Message
from autograder.model.roster import Roster
from autograder.model.sheet import number_in
from autograder.reports.csv import csv_bytes, guarded
from autograder.reports.export.rows import (
    Exported,
    ExportRequest,
    chosen_column,
    graded_points,
    in_roster,
    named,
    roster_of,
)
from autograder.reports.status_labels import number

__all__ = ["for_blackboard"]

_COLUMN = re.compile(r"(?P<title>.*?)\s*\[Total Pts:\s*(?:up to )?(?P<maximum>[\d.,]+).*\]\s*\|\d+")
_IDENTITY = ("Last Name", "First Name", "Username", "Student ID")


def for_blackboard(request: ExportRequest) -> Exported:
    """Return the columns that identify a student, and the assignment's."""
    roster = roster_of(request, "blackboard")
    if roster is not None:
        return _with_gradebook(request, roster)
    title = request.column or request.assignment.title.en
    lines, left_out = [["Username", title]], []
    for row in request.rows:
        if login := row.person.id if row.platform == "blackboard" else row.person.login:
            lines.append([login, number(row.score.final)])
        else:
            left_out.append(
                Message(
                    "{student} has no user name; download the Grade Center in Blackboard and name it with --roster",
                    student=named(row.person),
                )
            )
    note = Message(
        "Blackboard makes a new column of {title}; to fill in an existing one, name its download with --roster",
        title=repr(title),
    )
    return Exported(csv_bytes(lines, (0,)), len(lines) - 1, tuple(left_out), (note,))


def _with_gradebook(request: ExportRequest, roster: Roster) -> Exported:
    sheet = roster.sheet
    grades = {place: found["title"] for place, title in enumerate(sheet.head) if (found := _COLUMN.fullmatch(title))}
    column = chosen_column(sheet, grades, request)
    stated = _COLUMN.fullmatch(sheet.head[column])
    maximum = number_in(stated["maximum"]) if stated else None
    places = [place for title in _IDENTITY if (place := sheet.column(title)) is not None]
    lines = [[sheet.head[place] for place in (*places, column)]]
    present, left_out = in_roster(request, roster)
    for row, place in present:
        person = sheet.rows[place]
        points = graded_points(request, row.score, maximum, f"{sheet.name}, {sheet.head[column]}")
        cells = [(sheet.head[at], person.cell(at)) for at in places]
        lines.append([*(cell if title == "Username" else guarded(cell) for title, cell in cells), points])
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=sheet.delimiter, quoting=csv.QUOTE_ALL).writerows(lines)
    return Exported(sheet.mark + out.getvalue().encode(sheet.encoding), len(lines) - 1, tuple(left_out))
