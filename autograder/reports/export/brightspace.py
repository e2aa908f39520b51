"""Write a file for “Enter Grades, Import” in Brightspace.

Brightspace finds a student by `OrgDefinedId` or `Username`, and a grade item by `<name> Points Grade`; each row ends
with `#` in the column `End-of-Line Indicator`.
"""

import re

from autograder.i18n import Message
from autograder.model.roster import Roster
from autograder.model.sheet import number_in
from autograder.reports.csv import csv_bytes
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

__all__ = ["for_brightspace"]

_COLUMN = re.compile(r"(?P<title>.*?)\s+Points Grade(?:\s*<.*?MaxPoints:\s*(?P<maximum>[\d.,]+).*>)?.*")
_END, _HASH = "End-of-Line Indicator", "#"
_IDS = ("OrgDefinedId", "Username")


def for_brightspace(request: ExportRequest) -> Exported:
    """Return the columns that identify a student, and the grade item's."""
    roster = roster_of(request, "brightspace")
    if roster is not None:
        return _with_export(request, roster)
    title = f"{request.column or request.assignment.title.en} Points Grade"
    lines, left_out = [[*_IDS, title, _END]], []
    for row in request.rows:
        if row.person.sid or row.person.login:
            lines.append([row.person.sid, row.person.login, number(row.score.final), _HASH])
        else:
            left_out.append(
                Message(
                    "{student} has neither OrgDefinedId nor Username; export grades in Brightspace, and use --roster",
                    student=named(row.person),
                )
            )
    return Exported(csv_bytes(lines, (0, 1)), len(lines) - 1, tuple(left_out))


def _with_export(request: ExportRequest, roster: Roster) -> Exported:
    sheet = roster.sheet
    items = {place: found["title"] for place, title in enumerate(sheet.head) if (found := _COLUMN.fullmatch(title))}
    column = chosen_column(sheet, items, request)
    stated = _COLUMN.fullmatch(sheet.head[column])
    maximum = number_in(stated["maximum"]) if stated and stated["maximum"] else None
    places = [place for title in _IDS if (place := sheet.column(title)) is not None]
    lines = [[*(sheet.head[place] for place in (*places, column)), _END]]
    present, left_out = in_roster(request, roster)
    for row, place in present:
        person = sheet.rows[place]
        points = graded_points(request, row.score, maximum, f"{sheet.name}, {sheet.head[column]}")
        lines.append([*(person.cell(at) for at in places), points, _HASH])
    return Exported(csv_bytes(lines, range(len(places))), len(lines) - 1, tuple(left_out))
