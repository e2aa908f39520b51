"""Fill in Moodle's grading worksheet; every byte but the grades and comments stays as it was.

Moodle reads `Identifier`, `Grade`, `Last modified (grade)` and `Feedback comments`. It skips, without a word, a grade
above the maximum, a locked one, and one that was changed on Moodle after the worksheet was downloaded.
(`mod/assign/feedback/offline` of Moodle.)
"""

import html

from autograder.errors import UsageError
from autograder.i18n import Message, _
from autograder.model.moodle_worksheet import columns_of
from autograder.model.sheet import Row, Sheet, number_in
from autograder.reports.export.rows import (
    Exported,
    ExportRequest,
    ExportRow,
    graded_points,
    in_roster,
    named,
    roster_of,
)
from autograder.reports.status_labels import number

__all__ = ["for_moodle"]

MARK = "autograder:"
"""How our part of a comment begins; a later export replaces it and keeps what a person wrote before it."""
BREAK = "<br />"


def for_moodle(request: ExportRequest) -> Exported:
    """Return the worksheet with points and comments.

    Raises:
        UsageError: There is no worksheet, or it has no column for points.
    """
    roster = roster_of(request, "moodle")
    if roster is None:
        raise UsageError(
            Message(
                "--to moodle fills in the grading worksheet; download it in Moodle (Grading action) and name it with "
                "--roster"
            )
        )
    sheet, at = roster.sheet, columns_of(roster.sheet)
    if at.grade is None or at.maximum is None:
        raise _no_points(sheet)
    changes: dict[tuple[int, int], str] = {}
    present, left_out = in_roster(request, roster)
    for row, place in present:
        found = sheet.rows[place]
        if len(found.cells) <= max(at.grade, at.maximum, at.comments or 0):
            raise UsageError(
                Message(
                    "{name}, line {line}: cells are missing; download the worksheet again",
                    name=sheet.name,
                    line=found.line,
                )
            )
        if found.cell(at.changeable).casefold() == "no":
            left_out.append(
                Message(
                    "{student}: Moodle has locked this grade; unlock it there and download the worksheet again",
                    student=named(row.person),
                )
            )
            continue
        if (maximum := number_in(found.cell(at.maximum))) is None:
            raise _no_points(sheet)
        points = graded_points(request, row.score, maximum, f"{sheet.name}, {sheet.head[at.maximum]}")
        changes[place, at.grade] = points
        if at.comments is not None:
            changes[place, at.comments] = _comment(request, row, found, at.comments)
    notes = _notes(sheet.encoding, sheet.delimiter, at.comments)
    return Exported(sheet.with_cells(changes), len(request.rows) - len(left_out), tuple(left_out), notes)


def _no_points(sheet: Sheet) -> UsageError:
    return UsageError(
        Message(
            "{name}: no column for points; in Moodle, set the type of the grade to Point, and download it again",
            name=sheet.name,
        )
    )


def _comment(request: ExportRequest, row: ExportRow, found: Row, column: int) -> str:
    """Return the comment in the worksheet, followed by the points of each question."""
    before = found.cells[column].partition(MARK)[0].removesuffix(BREAK)
    return BREAK.join(
        filter(None, [before, *(html.escape(line, quote=False).replace("\n", BREAK) for line in _lines(request, row))])
    )


def _lines(request: ExportRequest, row: ExportRow) -> list[str]:
    score = row.score
    lines = [f"{MARK} {number(score.final)} / {number(request.full)}"]
    if row.reason:
        lines.append(str(row.reason))
    if row.unusable and not row.adjustments:
        return lines
    for question in request.assignment.question:
        points = score.questions.get(question.id)
        shown = _("not graded yet") if points is None else number(points)
        because = row.adjustments.get(question.id)
        remark = because.reason if because else _("withheld for review") if question.id in score.held else ""
        lines.append(f"{question.title}: {shown} / {number(question.points)}" + (f" ({remark})" if remark else ""))
    if score.late_factor != 1:
        lines.append(
            _("Handed in late: {percent} % of the points count.").format(percent=number(100 * score.late_factor))
        )
    return lines


def _notes(encoding: str, delimiter: str, comments: int | None) -> tuple[Message, ...]:
    notes = []
    if comments is None:
        notes.append(Message("the worksheet has no column for comments, so that only grades were filled in"))
    if encoding != "utf-8" or delimiter != ",":
        notes.append(
            Message(
                "a spreadsheet has changed the worksheet ({encoding}, {delimiter}); choose both when you upload it",
                encoding=encoding,
                delimiter=repr(delimiter),
            )
        )
    return tuple(notes)
