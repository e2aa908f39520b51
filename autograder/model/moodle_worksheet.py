"""Find the columns of Moodle's grading worksheet.

Moodle writes titles in the language of whoever downloads the file. English titles are known by name; in any
other language the columns are found by Moodle's fixed order: identifier, name, other identity, status, group, grade,
maximum grade, whether the grade can be changed, time of the submission, time of the grade, feedback.
(`mod/assign/gradingtable.php` and `mod/assign/feedback/offline/importgradeslib.php` of Moodle.)
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from autograder.model.sheet import Sheet, number_in

__all__ = ["WorksheetColumns", "columns_of", "is_worksheet", "participant"]

_PARTICIPANT = re.compile(r"(\D*)([0-9]+)")
_COMMENTS = (
    "Feedback comments",
    "Feedback als Kommentar",
    "Feedback par commentaires",
    "Comentarios de retroalimentación",
    "Feedbackcommentaren",
    "피드백 댓글",
    "피드백 의견",
    "フィードバックコメント",
)
_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")


@dataclass(frozen=True)
class WorksheetColumns:
    """Places of the columns, counted from 0; None for a column that is missing or has an unknown title."""

    grade: int | None
    maximum: int | None
    changeable: int | None = None
    submitted: int | None = None
    comments: int | None = None
    name: int | None = None
    email: int | None = None
    sid: int | None = None
    login: int | None = None
    group: int | None = None


def is_worksheet(sheet: Sheet) -> bool:
    """Return whether a table is a grading worksheet."""
    if sheet.column("Identifier") == 0 and sheet.column("Grade") is not None:
        return True
    prefixes = {found[1] if (found := _PARTICIPANT.fullmatch(row.cell(0))) else "" for row in sheet.rows[1:]}
    return len(prefixes) == 1 and "" not in prefixes and _by_order(sheet) is not None


def columns_of(sheet: Sheet) -> WorksheetColumns:
    """Return the columns of a worksheet."""
    comments = sheet.column(*_COMMENTS)
    if (grade := sheet.column("Grade")) is None:
        return _by_order(sheet) or WorksheetColumns(None, None, comments=comments)
    return WorksheetColumns(
        grade,
        sheet.column("Maximum Grade"),
        sheet.column("Grade can be changed"),
        sheet.column("Last modified (submission)"),
        comments,
        sheet.column("Full name"),
        sheet.column("Email address"),
        sheet.column("ID number"),
        sheet.column("Username"),
        sheet.column("Group"),
    )


def _by_order(sheet: Sheet) -> WorksheetColumns | None:
    """Find the columns by their order; None unless exactly one column can be the maximum grade."""
    body = sheet.rows[1:]

    def column(place: int) -> list[str]:
        return [row.cell(place) for row in body]

    width = len(sheet.head)
    found = [place for place in range(2, width) if _is_maximum(column(place), column(place - 1))]
    if len(found) != 1:
        return None
    top = found[0]
    dated = (place for place in range(top + 1, width) if all(t == "-" or _YEAR.search(t) for t in column(place)))
    mails = (
        place for place in range(1, top - 1) if any(column(place)) and all("@" in t or not t for t in column(place))
    )
    email = next(mails, None)
    return WorksheetColumns(
        top - 1,
        top,
        None,
        next(dated, None),
        sheet.column(*_COMMENTS),
        1 if email is not None and email > 1 else None,
        email,
    )


def _is_maximum(maximum: Sequence[str], grade: Sequence[str]) -> bool:
    top = number_in(maximum[0]) if maximum and len(set(maximum)) == 1 else None
    if not top:
        return False
    return all(not text or ((value := number_in(text)) is not None and 0 <= value <= top) for text in grade)


def participant(text: str) -> str | None:
    """Return the number of a participant (`Participant 123456`); None if the cell holds something else."""
    found = _PARTICIPANT.fullmatch(text)
    return found[2] if found else None
