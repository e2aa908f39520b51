"""Define what every export gets and returns, and what the platforms have in common."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from autograder.errors import UsageError
from autograder.i18n import Message
from autograder.model.assignment import Assignment
from autograder.model.final_score import Adjustment, FinalScore
from autograder.model.people import Person
from autograder.model.points import total
from autograder.model.roster import Roster
from autograder.model.sheet import Sheet
from autograder.model.text import Text
from autograder.reports.status_labels import number

__all__ = [
    "ExportRequest",
    "ExportRow",
    "Exported",
    "chosen_column",
    "graded_points",
    "in_roster",
    "named",
    "roster_of",
]


@dataclass(frozen=True)
class ExportRow:
    """Hold the points of one student.

    Attributes:
        person: The student.
        score: The points, with adjustments and the late penalty.
        platform: Where the person's `id` comes from: `canvas`, `moodle`, `blackboard`, ...; empty if from nowhere.
        submission: The platform's number of the submission (Gradescope).
        handed_in: Time of the submission; None if unknown.
        late: How late it is; None if that is unknown.
        adjustments: Question -> points given by hand.
        reason: Why the submission could not be graded, or remarks on its files; None if there are none.
        unusable: Whether it could not be graded.
    """

    person: Person
    score: FinalScore
    platform: str = ""
    submission: str = ""
    handed_in: datetime | None = None
    late: timedelta | None = timedelta(0)
    adjustments: Mapping[str, Adjustment] = field(default_factory=dict)
    reason: Text | None = None
    unusable: bool = False


@dataclass(frozen=True)
class ExportRequest:
    """Hold what an export is made of.

    Attributes:
        assignment: The assignment that was graded.
        rows: One row for each student, with the roster's keys.
        roster: The platform's own file; None if there is none.
        column: Title of the assignment's column on the platform; None to look for the assignment's title.
        scale: Whether to convert points where the platform has another maximum.
        questions: Whether to write a row for each question.
    """

    assignment: Assignment
    rows: Sequence[ExportRow]
    roster: Roster | None = None
    column: str | None = None
    scale: bool = False
    questions: bool = False

    @property
    def full(self) -> float:
        """Maximum points of the assignment, written questions included."""
        return total(question.points for question in self.assignment.question)


@dataclass(frozen=True)
class Exported:
    """A file for a platform.

    Attributes:
        content: Content of the file.
        count: Number of students in it.
        left_out: Why students with results are not in it, one sentence each.
        notes: What to know before it is uploaded.
    """

    content: bytes
    count: int
    left_out: tuple[Message, ...] = ()
    notes: tuple[Message, ...] = ()


def named(person: Person) -> str:
    """Return a student's name with the key, for messages."""
    return f"{person.name} ({person.key})" if person.name and person.name != person.key else person.key


def roster_of(request: ExportRequest, kind: str) -> Roster | None:
    """Return the roster if it is a file of the platform `kind`."""
    return request.roster if request.roster and request.roster.kind == kind else None


def in_roster(request: ExportRequest, roster: Roster) -> tuple[list[tuple[ExportRow, int]], list[Message]]:
    """Find the students in the platform's file.

    Args:
        request: The request.
        roster: The platform's file.

    Returns:
        Each student with the number of the row in `roster.sheet.rows`; and why the others are left out.
    """
    found = [(row, roster.rows[row.person.key]) for row in request.rows if row.person.key in roster.rows]
    absent = [row.person for row in request.rows if row.person.key not in roster.rows]
    name = roster.sheet.name
    return found, [Message("{student} is not in {name}", student=named(person), name=name) for person in absent]


def graded_points(request: ExportRequest, score: FinalScore, maximum: float | None, where: str) -> str:
    """Return the points of a student as the platform counts them.

    Args:
        request: The request.
        score: The student's points.
        maximum: Maximum points on the platform; None if it is unknown.
        where: The file and column, for messages.

    Raises:
        UsageError: The platform has another maximum, and the request does not say that points are to be converted.
    """
    if maximum is None or maximum == request.full:
        return number(score.final)
    if request.scale and maximum > 0:
        return number(round(score.final * maximum / request.full + 1e-9, 2))
    problem = Message(
        "{where}: the platform counts {maximum} points and the assignment has {full}; change the maximum there and "
        "download the file again, or convert the points with --scale",
        where=where,
        maximum=number(maximum),
        full=number(request.full),
    )
    raise UsageError(problem)


def chosen_column(sheet: Sheet, titles: Mapping[int, str], request: ExportRequest) -> int:
    """Choose the column of the assignment.

    Args:
        sheet: The platform's file.
        titles: Place of each column that can hold grades -> its title without the platform's additions.
        request: The request.

    Returns:
        The only column with the title that the request names, else with the assignment's title or id.

    Raises:
        UsageError: No column has that title, or several have it.
    """
    assignment = request.assignment
    wanted = {request.column} if request.column else {*assignment.title.texts().values(), assignment.id}
    plain = {_plain(title) for title in wanted}
    found = [place for place, title in titles.items() if {_plain(title), _plain(sheet.head[place])} & plain]
    if len(found) == 1:
        return found[0]
    names, listed = ", ".join(sorted(map(repr, wanted))), _listed(sheet.head[place] for place in (found or titles))
    if found:
        problem = Message(
            "{name}: {count} columns are called {wanted}; name one with --column: {titles}",
            name=sheet.name,
            count=len(found),
            wanted=names,
            titles=listed,
        )
    else:
        problem = Message(
            "{name}: no column is called {wanted}; name one with --column: {titles}",
            name=sheet.name,
            wanted=names,
            titles=listed,
        )
    raise UsageError(problem)


def _plain(title: str) -> str:
    return re.sub(r"\s+", " ", title).strip().casefold()


def _listed(titles: Iterable[str]) -> str:
    every = [repr(title) for title in titles]
    return ", ".join(every[:12]) + (", ..." if len(every) > 12 else "") or "-"
