"""Read rosters: who is in the class, as a platform's file or a table of names says it.

    canvas        the gradebook: Student (or LastName, FirstName), ID, SIS User ID, SIS Login ID, Section, assignments
    moodle        the grading worksheet of an assignment: Identifier ("Participant 123456"), Full name, Email address,
                  Status, Grade, Maximum Grade, ..., in the language of whoever downloaded it
    gradescope    the roster or the grades: First Name, Last Name or Name, SID, Email, Role
    blackboard    the gradebook: Last Name, First Name, Username, Student ID, columns
    brightspace   the grades: OrgDefinedId, Username, Last Name, First Name, Email, columns, End-of-Line Indicator
    csv           student, and name, email, sid, login, group if they are known

A row that cannot be right (no id, an id twice) is an error, because a student who is missing here loses a grade later.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import NoReturn

from autograder.errors import UsageError
from autograder.i18n import Message
from autograder.model.moodle_worksheet import columns_of, is_worksheet, participant
from autograder.model.people import Person
from autograder.model.roster import Roster
from autograder.model.sheet import Row, Sheet, parse_sheet, read_sheet
from autograder.submissions.platforms.clock import read_time, time_from_words

__all__ = ["parse_roster", "read_map", "read_roster", "read_times"]

_MUTED = re.compile(r"\s*(Muted|Manual Posting.*)?\s*", re.IGNORECASE)
"""A cell of the row by which Canvas marks assignments whose grades are hidden."""
_TEST_STUDENTS = {"Student, Test", "Test Student"}
_HASH = re.compile("[0-9a-f]{40}|")
"""The login of Canvas's test student."""

_PLAIN = {
    "student": ("student", "학생", "학번"),
    "name": ("name", "이름", "성명"),
    "email": ("email", "e-mail", "이메일"),
    "sid": ("sid", "student id"),
    "login": ("login", "username"),
    "group": ("group", "team", "모둠", "조"),
}
"""Titles of the columns of a plain table."""

Reader = Callable[[Sheet], Iterator[tuple[int, Person]]]
"""Yield the number of the row and the student, for each row that is a student."""


def read_roster(path: Path) -> Roster:
    """Read a roster.

    Args:
        path: The file.

    Raises:
        UsageError: The file cannot be read, has no known form, or contains a student twice.
    """
    return _roster(read_sheet(path))


def parse_roster(data: bytes, name: str) -> Roster:
    """Parse a roster that was kept.

    Args:
        data: Content of the file.
        name: Name of the file, for messages.

    Raises:
        UsageError: The content has no known form, or contains a student twice.
    """
    return _roster(parse_sheet(data, name))


def _roster(sheet: Sheet) -> Roster:
    kind = next((kind for kind, form in _FORMS.items() if form.fits(sheet)), None)
    if kind is None:
        raise UsageError(
            Message(
                "{name}: not a known roster (its columns: {columns}); use the gradebook of Canvas, Blackboard or "
                "Brightspace, Moodle's grading worksheet, Gradescope's roster, or a table student,name,email",
                name=sheet.name,
                columns=_titles(sheet) or "-",
            )
        )
    people: list[Person] = []
    rows: dict[str, int] = {}
    for number, person in _FORMS[kind].read(sheet):
        if person.key in rows:
            lines = sheet.rows[rows[person.key]].line, sheet.rows[number].line
            problem = Message(
                "{name}: student {student} stands in line {first} and in line {second}; delete one of them",
                name=sheet.name,
                student=person.key,
                first=lines[0],
                second=lines[1],
            )
            raise UsageError(problem)
        rows[person.key] = number
        people.append(person)
    if not people:
        raise UsageError(Message("{name}: no student in it; name the file of the whole class", name=sheet.name))
    times, notes = _worksheet_times(sheet, rows) if kind == "moodle" else ({}, ())
    return Roster(kind, sheet, tuple(people), rows, times, notes)


def _titles(sheet: Sheet) -> str:
    """Return the beginning of the titles of the first columns, for a message."""
    return ", ".join(title[:40] for title in sheet.head[:8] if title)


def _worksheet_times(sheet: Sheet, rows: Mapping[str, int]) -> tuple[dict[str, datetime], tuple[Message, ...]]:
    """Return the times of submission that a worksheet states, and a note about those that cannot be read."""
    place = columns_of(sheet).submitted
    texts = {key: sheet.rows[row].cell(place) for key, row in rows.items()}
    stated = {key: text for key, text in texts.items() if text not in ("", "-")}
    times = {key: time for key, text in stated.items() if (time := _time(text))}
    unread = [text for key, text in stated.items() if key not in times]
    if not unread:
        return times, ()
    note = Message(
        "{name}: {count} times of submission cannot be read (“{example}”); switch Moodle to English and download the "
        "worksheet again, or give them with --times",
        name=sheet.name,
        count=len(unread),
        example=unread[0],
    )
    return times, (note,)


# the forms


@dataclass(frozen=True)
class _Form:
    """How a kind of roster is recognized, and how it is read."""

    fits: Callable[[Sheet], bool]
    read: Reader


def _is_canvas(sheet: Sheet) -> bool:
    head = (*sheet.head, "", "", "")
    starts = ("Student" in head[0] and "ID" in head[1]) or (head[0] == "LastName" and head[1] == "FirstName")
    return starts and sheet.column("Section") is not None and sheet.column("ID") is not None


def _read_canvas(sheet: Sheet) -> Iterator[tuple[int, Person]]:
    names = _names(sheet, ("Student",), "FirstName", "LastName")
    id, sid, login = (sheet.column(title) for title in ("ID", "SIS User ID", "SIS Login ID"))
    for number, row in enumerate(sheet.rows[1:], 1):
        name = names(row)
        if "Points Possible" in row.cell(0) or all(_MUTED.fullmatch(cell) for cell in row.cells):
            continue
        if name in _TEST_STUDENTS and not row.cell(sid) and _HASH.fullmatch(row.cell(login)):
            continue
        found = row.cell(id)
        if not re.fullmatch("[0-9]+", found):
            _bad_id(sheet, row, "ID", found)
        yield number, Person(found, id=found, name=name, sid=row.cell(sid), login=row.cell(login))


def _read_moodle(sheet: Sheet) -> Iterator[tuple[int, Person]]:
    at = columns_of(sheet)
    for number, row in enumerate(sheet.rows[1:], 1):
        id = participant(row.cell(0))
        if id is None:
            _bad_id(sheet, row, sheet.head[0], row.cell(0))
        yield (
            number,
            Person(
                id,
                id=id,
                name=row.cell(at.name),
                email=row.cell(at.email),
                sid=row.cell(at.sid),
                login=row.cell(at.login),
                group=row.cell(at.group),
            ),
        )


def _is_gradescope(sheet: Sheet) -> bool:
    has = sheet.column
    named = has("Name") is not None or (has("First Name") is not None and has("Last Name") is not None)
    return named and has("SID") is not None and has("Email") is not None and has("student") is None


def _read_gradescope(sheet: Sheet) -> Iterator[tuple[int, Person]]:
    names = _names(sheet, ("Name",), "First Name", "Last Name")
    sid, email, role = (sheet.column(title) for title in ("SID", "Email", "Role"))
    for number, row in enumerate(sheet.rows[1:], 1):
        if row.cell(role).casefold() not in ("", "student"):
            continue
        if not (key := row.cell(sid) or row.cell(email)):
            _bad_id(sheet, row, "SID", "")
        yield number, Person(key, name=names(row), email=row.cell(email), sid=row.cell(sid))


def _is_blackboard(sheet: Sheet) -> bool:
    return None not in (sheet.column("Username"), sheet.column("Last Name"), sheet.column("First Name"))


def _read_blackboard(sheet: Sheet) -> Iterator[tuple[int, Person]]:
    names = _names(sheet, (), "First Name", "Last Name")
    login, sid = sheet.column("Username"), sheet.column("Student ID")
    for number, row in enumerate(sheet.rows[1:], 1):
        if not (found := row.cell(login)):
            _bad_id(sheet, row, "Username", found)
        yield number, Person(found, id=found, name=names(row), sid=row.cell(sid), login=found)


def _is_brightspace(sheet: Sheet) -> bool:
    ids = sheet.column("OrgDefinedId"), sheet.column("Username")
    return ids[0] is not None or (ids[1] is not None and sheet.column("End-of-Line Indicator") is not None)


def _read_brightspace(sheet: Sheet) -> Iterator[tuple[int, Person]]:
    names = _names(sheet, (), "First Name", "Last Name")
    sid, login, email = (sheet.column(title) for title in ("OrgDefinedId", "Username", "Email"))
    for number, row in enumerate(sheet.rows[1:], 1):
        known = row.cell(sid).removeprefix("#"), row.cell(login).removeprefix("#")
        if not (key := known[1] or known[0]):
            _bad_id(sheet, row, "OrgDefinedId", "")
        yield number, Person(key, name=names(row), email=row.cell(email), sid=known[0], login=known[1])


def _read_plain(sheet: Sheet) -> Iterator[tuple[int, Person]]:
    student = sheet.column(*_PLAIN["student"])
    more = {title: sheet.column(*titles) for title, titles in _PLAIN.items() if title != "student"}
    for number, row in enumerate(sheet.rows[1:], 1):
        if not (key := row.cell(student)):
            _bad_id(sheet, row, "student", "")
        yield number, Person(key, **{title: row.cell(place) for title, place in more.items()})


_FORMS = {
    "canvas": _Form(_is_canvas, _read_canvas),
    "moodle": _Form(is_worksheet, _read_moodle),
    "brightspace": _Form(_is_brightspace, _read_brightspace),
    "gradescope": _Form(_is_gradescope, _read_gradescope),
    "blackboard": _Form(_is_blackboard, _read_blackboard),
    "csv": _Form(lambda sheet: sheet.column(*_PLAIN["student"]) is not None, _read_plain),
}
"""Kind -> form; the first that fits is taken, the most particular before those with fewer columns."""


def _names(sheet: Sheet, whole: tuple[str, ...], given: str, family: str) -> Callable[[Row], str]:
    """Return a function that reads a student's name: from one column, or from two as `Family, Given`."""
    one, first, last = sheet.column(*whole), sheet.column(given), sheet.column(family)

    def name(row: Row) -> str:
        return row.cell(one) or ", ".join(filter(None, (row.cell(last), row.cell(first))))

    return name


def _bad_id(sheet: Sheet, row: Row, title: str, found: str) -> NoReturn:
    problem = Message(
        "{name}, line {line}: {found} is not valid in the column {title}; use the file as the platform wrote it, "
        "because spreadsheets change long numbers",
        name=sheet.name,
        line=row.line,
        found=repr(found),
        title=title,
    )
    raise UsageError(problem)


# tables of two columns


def read_times(path: Path) -> dict[str, datetime]:
    """Read times of submission: columns `student` and `time`, in ISO 8601; or a report of `autograder fetch`.

    A time without an offset is taken in the time zone of this machine.

    Args:
        path: The file.

    Returns:
        Student, as the file spells it -> time.

    Raises:
        UsageError: The file cannot be read, a column is missing, a time is not valid, or a student stands twice.
    """
    times: dict[str, datetime] = {}
    for sheet, row, student, text in _pairs(path, "student", "time"):
        if (time := _time(text)) is None:
            problem = Message(
                "{name}, line {line}: {text} is not a time; use ISO 8601, for example 2027-03-19T23:59+09:00",
                name=sheet.name,
                line=row.line,
                text=repr(text),
            )
            raise UsageError(problem)
        if times.setdefault(student, time) != time:
            _twice(sheet, row, student)
    return times


def _time(text: str) -> datetime | None:
    """Read a time in ISO 8601 or in words; one without a zone is the local time of this machine."""
    return read_time(text, None) or time_from_words(text)


def read_map(path: Path) -> dict[str, tuple[str, ...]]:
    """Read whose hand-in is whose: columns `entry` and `student`.

    Args:
        path: The file.

    Returns:
        Entry -> its students; several rows with one entry make a group.

    Raises:
        UsageError: The file cannot be read, or a column is missing.
    """
    found: dict[str, tuple[str, ...]] = {}
    for _, _, entry, student in _pairs(path, "entry", "student"):
        found[entry] = tuple(dict.fromkeys((*found.get(entry, ()), student)))
    return found


def _pairs(path: Path, first: str, second: str) -> Iterator[tuple[Sheet, Row, str, str]]:
    """Yield both cells of each row; rows without a value in the second column are skipped."""
    sheet = read_sheet(path)
    places = sheet.column(first), sheet.column(second)
    if second == "time" and places == (None, None):
        places = sheet.column("name"), sheet.column("fetched")  # a report of `autograder fetch`
    if None in places:
        problem = Message(
            "{name}: the columns {first} and {second} are required; found: {columns}",
            name=sheet.name,
            first=first,
            second=second,
            columns=_titles(sheet),
        )
        raise UsageError(problem)
    for row in sheet.rows[1:]:
        if row.cell(places[0]) and row.cell(places[1]):
            yield sheet, row, row.cell(places[0]), row.cell(places[1])


def _twice(sheet: Sheet, row: Row, student: str) -> NoReturn:
    problem = Message(
        "{name}, line {line}: student {student} has another time in an earlier line; delete one of them",
        name=sheet.name,
        line=row.line,
        student=student,
    )
    raise UsageError(problem)
