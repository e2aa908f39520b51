"""Grades for the places that take them in: a plain table, Canvas's gradebook, Gradescope's grades.

Every cell passes the same guard as `grades.csv`: none is ever a formula.
"""

import csv
import hashlib
import hmac
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from autograder.errors import UsageError
from autograder.i18n import _
from autograder.model.assignment import Assignment
from autograder.model.final_score import FinalScore
from autograder.reports.csv import guarded
from autograder.reports.status_labels import number

__all__ = ["TARGETS", "Row", "anonymous", "export"]


@dataclass(frozen=True)
class Row:
    """One student's points.

    Attributes:
        who: What the platform said of the student: `name`, `email`, `sid`, `submission`.
        late: How long after the due time it came, in hours; 0 if in time or unknown.
    """

    student: str
    settled: FinalScore
    who: dict[str, str] = field(default_factory=dict)
    handed_in: datetime | None = None
    late: float = 0.0


def anonymous(rows: Sequence[Row], key: bytes) -> list[Row]:
    """The rows without anything that names a student; the same student gets the same name again.

    Args:
        rows: As they are.
        key: Without it nobody can compute a name from an id.
    """

    def name(row: Row) -> str:
        return "anon-" + hmac.new(key, row.student.encode(), hashlib.sha256).hexdigest()[:12]

    return sorted((replace(row, student=name(row), who={}) for row in rows), key=lambda row: row.student)


def export(target: str, assignment: Assignment, rows: Sequence[Row], provisional: bool = False) -> bytes:
    """A CSV file, UTF-8 with a byte order mark.

    Args:
        target: One of `TARGETS`.
        assignment: Whose grades these are.
        rows: One for each student.
        provisional: Count points that are held for review as 0.

    Raises:
        UsageError: The target is unknown, or points are held and `provisional` was not asked for.
    """
    if target not in TARGETS:
        raise UsageError(f"--to: found {target!r}; allowed: {', '.join(TARGETS)}")
    held = [row.student for row in rows if row.settled.held]
    if held and not provisional:
        shown = ", ".join(held[:5]) + (", ..." if len(held) > 5 else "")
        problem = _("points of {count} submissions are held for review ({names}); decide them, or use --provisional")
        raise UsageError(problem.format(count=len(held), names=shown))
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    for line in TARGETS[target](assignment, rows):
        writer.writerow([guarded(cell) for cell in line])
    return out.getvalue().encode("utf-8-sig")


Lines = list[list[str]]


def _plain(assignment: Assignment, rows: Sequence[Row]) -> Lines:
    """Raw and final points, one column for each question."""
    ids = [question.id for question in assignment.question]
    head = ["student", "score", "raw_score", "max_score", "kept", *ids, "adjusted", "held"]
    return [head, *([row.student, *_numbers(row.settled, ids)] for row in rows)]


def _numbers(settled: FinalScore, ids: Sequence[str]) -> list[str]:
    points = [settled.questions.get(id) for id in ids]
    return [
        number(settled.final),
        number(settled.raw),
        number(settled.max_score),
        number(settled.kept),
        *("" if one is None else number(one) for one in points),
        " ".join(settled.adjusted),
        " ".join(settled.held),
    ]


def _canvas(assignment: Assignment, rows: Sequence[Row]) -> Lines:
    """As Canvas imports a gradebook: its id columns, one column for the assignment, a second line with the points.

    https://community.canvaslms.com/t5/Instructor-Guide/How-do-I-import-grades-in-the-Gradebook/ta-p/807
    """
    title = assignment.title.en
    head = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", title]
    best = ["    Points Possible", "", "", "", "", number(max((row.settled.max_score for row in rows), default=0.0))]
    lines = [
        [
            row.who.get("name") or row.student,
            row.student if row.student.isdigit() else "",
            row.who.get("sid", ""),
            row.who.get("email", "") or ("" if row.student.isdigit() else row.student),
            "",
            number(row.settled.final),
        ]
        for row in rows
    ]
    return [head, best, *lines]


def _gradescope(assignment: Assignment, rows: Sequence[Row]) -> Lines:
    """The columns of the grades that Gradescope itself lets instructors download."""
    columns = [
        f"{place}: {question.title.en} ({number(question.points)} pts)"
        for place, question in enumerate(assignment.question, 1)
    ]
    head = ["Name", "SID", "Email", "Total Score", "Max Points", "Status", "Submission ID", "Submission Time"]
    head += ["Lateness (H:M:S)", *columns]
    lines = []
    for row in rows:
        settled, who = row.settled, row.who
        points = [settled.questions.get(question.id) for question in assignment.question]
        lines.append(
            [
                who.get("name") or row.student,
                who.get("sid", ""),
                who.get("email", ""),
                number(settled.final),
                number(settled.max_score),
                "Graded" if all(one is not None for one in points) and not settled.held else "Ungraded",
                who.get("submission", ""),
                row.handed_in.isoformat(sep=" ") if row.handed_in else "",
                _clock(row.late),
                *("" if one is None else number(one) for one in points),
            ]
        )
    return [head, *lines]


def _clock(hours: float) -> str:
    seconds = round(3600 * hours)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"


TARGETS: dict[str, Callable[[Assignment, Sequence[Row]], Lines]] = {
    "csv": _plain,
    "canvas": _canvas,
    "gradescope": _gradescope,
}
"""Where grades can go, and how a file for it is made."""
