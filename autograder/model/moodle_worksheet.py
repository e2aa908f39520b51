"""Find the columns of Moodle's grading worksheet, and read its times.

Moodle writes titles and times in the language of whoever downloads the file. English titles are known by name; in any
other language the columns are found by Moodle's fixed order: identifier, name, other identity, status, group, grade,
maximum grade, whether the grade can be changed, time of the submission, time of the grade, feedback.
(`mod/assign/gradingtable.php` and `mod/assign/feedback/offline/importgradeslib.php` of Moodle.)
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from autograder.model.sheet import Sheet

__all__ = ["WorksheetColumns", "columns_of", "is_worksheet", "number_in", "parse_time", "participant"]

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
_WEST = re.compile(
    r"(?:(?P<month1>[^\W\d]{3,})\.?\s+(?P<day1>\d{1,2}),?|(?P<day2>\d{1,2})\.?\s+(?:de\s+)?(?P<month2>[^\W\d]{3,})\.?)"
    r"\s+(?:de\s+)?(?P<year>\d{4}),?\s+(?:à\s+)?(?P<hour>\d{1,2})[:h](?P<minute>\d{2})(?::\d{2})?\s*(?P<half>\S*)"
)
_EAST = re.compile(
    r"(?P<year>\d{4})\s*[년年]\s*(?P<month>\d{1,2})\s*[월月]\s*(?P<day>\d{1,2})\s*[일日]\D*?(?P<half1>오전|오후|午前|午後|上午|下午)?"
    r"\s*(?P<hour>\d{1,2})[:시時]\s*(?P<minute>\d{2})분?\s*(?P<half2>\S*)"
)
_MORNING, _AFTERNOON = {"am", "a.m.", "오전", "午前", "上午"}, {"pm", "p.m.", "오후", "午後", "下午"}
_MONTHS = {
    name: number
    for names in (
        "january february march april may june july august september october november december",
        "jan feb mar apr may jun jul aug sep oct nov dec",
        "januar februar märz april mai juni juli august september oktober november dezember",
        "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    )
    for number, name in enumerate(names.split(), 1)
}


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


def number_in(text: str) -> float | None:
    """Return the number in a cell, written with a point or a comma; None if the cell holds something else."""
    return float(text.replace(",", ".")) if re.fullmatch(r"\d+([.,]\d+)?", text) else None


def participant(text: str) -> str | None:
    """Return the number of a participant (`Participant 123456`); None if the cell holds something else."""
    found = _PARTICIPANT.fullmatch(text)
    return found[2] if found else None


def parse_time(text: str) -> datetime | None:
    """Parse a time as Moodle writes it (English, Korean, Japanese, German, French, Spanish), or in ISO 8601.

    A time without an offset is taken in the time zone of this machine.

    Args:
        text: The time, for example `Friday, 19 March 2027, 11:59 PM`.

    Returns:
        The time with its zone; None if the text is something else.
    """
    try:
        return _aware(datetime.fromisoformat(text.strip()))
    except ValueError:
        pass
    if found := _EAST.search(text):
        month, day, half = int(found["month"]), int(found["day"]), found["half1"] or found["half2"]
    elif found := _WEST.search(text):
        month = _MONTHS.get((found["month1"] or found["month2"]).casefold(), 0)
        day, half = int(found["day1"] or found["day2"]), found["half"]
    else:
        return None
    hour, half = int(found["hour"]), half.casefold()
    if half in _MORNING | _AFTERNOON:
        hour = hour % 12 + 12 * (half in _AFTERNOON)
    elif half:
        return None
    try:
        return _aware(datetime(int(found["year"]), month, day, hour, int(found["minute"])))
    except ValueError:
        return None


def _aware(time: datetime) -> datetime:
    return time if time.tzinfo else time.astimezone()
