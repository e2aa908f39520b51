"""Write a gradebook that Canvas imports.

Canvas finds a student by `ID`, else by `SIS User ID`, else by `SIS Login ID`, else by the exact name; a name alone
would give one student's grade to another. It finds an assignment by the number at the end of the title, `k-NN (902)`,
else by the title; a title that it does not know becomes a new assignment. Rows that are absent stay as they are.
(`lib/gradebook_importer.rb` of Canvas.)
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

__all__ = ["for_canvas"]

_NUMBER = re.compile(r"\s*\(\d+\)$")
_POINTS_POSSIBLE = "Points Possible"


def for_canvas(request: ExportRequest) -> Exported:
    """Return the columns that identify a student, and the assignment's; every other column stays as it is in Canvas."""
    roster = roster_of(request, "canvas")
    return _without_gradebook(request) if roster is None else _with_gradebook(request, roster)


def _with_gradebook(request: ExportRequest, roster: Roster) -> Exported:
    sheet = roster.sheet
    section = sheet.column("Section")
    assert section is not None  # a gradebook has it
    possible = next((row for row in sheet.rows[1:] if _POINTS_POSSIBLE in row.cell(0)), None)
    grades = {
        place: _NUMBER.sub("", title)
        for place, title in enumerate(sheet.head)
        if place > section and title and not (possible and "(" in possible.cell(place))
    }
    column = chosen_column(sheet, grades, request)
    maximum = number_in(possible.cell(column)) if possible else None
    where = f"{sheet.name}, {sheet.head[column]}"
    places = [*range(section + 1), column]
    lines = [[sheet.head[place] for place in places]]
    if possible:
        lines.append([possible.cells[place] if place < len(possible.cells) else "" for place in places])
    present, left_out = in_roster(request, roster)
    for row, place in present:
        found = sheet.rows[place]
        points = graded_points(request, row.score, maximum, where)
        lines.append([*(found.cell(at) for at in range(section + 1)), points])
    names = {sheet.column("Student"), sheet.column("LastName"), sheet.column("FirstName"), section}
    exact = [place for place in range(len(places)) if place not in names]
    header = 1 + (possible is not None)
    return Exported(csv_bytes(lines, exact), len(lines) - header, tuple(left_out))


def _without_gradebook(request: ExportRequest) -> Exported:
    title = request.column or request.assignment.title.en
    head = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", title]
    lines = [head, [f"    {_POINTS_POSSIBLE}", "", "", "", "", number(request.full)]]
    left_out = []
    for row in request.rows:
        person = row.person
        ids = [person.id if row.platform == "canvas" else "", person.sid, person.login]
        if not any(ids):
            left_out.append(
                Message(
                    "{student} has no id of Canvas; export the gradebook in Canvas and name it with --roster",
                    student=named(person),
                )
            )
            continue
        lines.append([person.name or person.key, *ids, "", number(row.score.final)])
    note = Message(
        "Canvas makes a new assignment of {title} unless it has one of exactly that title; --roster finds the column",
        title=repr(title),
    )
    return Exported(csv_bytes(lines, (1, 2, 3)), len(lines) - 2, tuple(left_out), (note,))
