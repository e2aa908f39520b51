"""Export grades as a plain table, Canvas gradebook or Gradescope grades.

Cells are guarded as in `grades.csv`, so that a spreadsheet interprets none as a formula.
"""

import hashlib
import hmac
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from autograder.errors import UsageError
from autograder.i18n import _
from autograder.model.assignment import Assignment
from autograder.model.final_score import FinalScore
from autograder.reports.csv import csv_bytes
from autograder.reports.status_labels import number

__all__ = ["TARGETS", "ExportRow", "anonymous", "export"]


@dataclass(frozen=True)
class ExportRow:
    """Hold the points of one student.

    Attributes:
        student: The student's id.
        score: The points, with adjustments and the late penalty.
        who: The platform's data about the student: `name`, `email`, `sid`, `submission`.
        handed_in: Time of the submission; None if unknown.
        hours_late: Hours between the due time and the submission; 0 if on time or unknown.
    """

    student: str
    score: FinalScore
    who: dict[str, str] = field(default_factory=dict)
    handed_in: datetime | None = None
    hours_late: float = 0.0


def anonymous(rows: Sequence[ExportRow], key: bytes) -> list[ExportRow]:
    """Replace the students' ids with pseudonyms and drop everything else that identifies them.

    Args:
        rows: The rows of a class.
        key: Secret key of the pseudonyms; the same key gives a student the same pseudonym.

    Returns:
        The rows, sorted by pseudonym.
    """

    def name(row: ExportRow) -> str:
        return "anon-" + hmac.new(key, row.student.encode(), hashlib.sha256).hexdigest()[:12]

    return sorted((replace(row, student=name(row), who={}) for row in rows), key=lambda row: row.student)


def export(target: str, assignment: Assignment, rows: Sequence[ExportRow], provisional: bool = False) -> bytes:
    """Return the grades of an assignment as CSV, in UTF-8 with a byte order mark.

    Args:
        target: One of `TARGETS`.
        assignment: The assignment that was graded.
        rows: One row for each student.
        provisional: Count withheld points as 0.

    Raises:
        UsageError: The target is unknown, or points are withheld and `provisional` is false.
    """
    if target not in TARGETS:
        raise UsageError(f"--to {target}: use one of {', '.join(TARGETS)}")
    held = [row.student for row in rows if row.score.held]
    if held and not provisional:
        shown = ", ".join(held[:5]) + (", ..." if len(held) > 5 else "")
        problem = _("points of {count} submissions are withheld ({names}); decide them, or use --provisional")
        raise UsageError(problem.format(count=len(held), names=shown))
    return csv_bytes(TARGETS[target](assignment, rows))


Lines = list[list[str]]


def _plain(assignment: Assignment, rows: Sequence[ExportRow]) -> Lines:
    """Return raw and final points, and one column for each question."""
    ids = [question.id for question in assignment.question]
    head = ["student", "score", "raw_score", "max_score", "kept", *ids, "adjusted", "held"]
    return [head, *([row.student, *_numbers(row.score, ids)] for row in rows)]


def _numbers(score: FinalScore, ids: Sequence[str]) -> list[str]:
    points = [score.questions.get(id) for id in ids]
    return [
        number(score.final),
        number(score.raw),
        number(score.max_score),
        number(score.late_factor),
        *("" if one is None else number(one) for one in points),
        " ".join(score.adjusted),
        " ".join(score.held),
    ]


def _canvas(assignment: Assignment, rows: Sequence[ExportRow]) -> Lines:
    """Return a gradebook to import into Canvas: id columns, a column for the assignment, maximum points in line 2.

    https://community.canvaslms.com/t5/Instructor-Guide/How-do-I-import-grades-in-the-Gradebook/ta-p/807
    """
    title = assignment.title.en
    head = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", title]
    best = ["    Points Possible", "", "", "", "", number(max((row.score.max_score for row in rows), default=0.0))]
    lines = [
        [
            row.who.get("name") or row.student,
            row.student if row.student.isdigit() else "",
            row.who.get("sid", ""),
            row.who.get("email", "") or ("" if row.student.isdigit() else row.student),
            "",
            number(row.score.final),
        ]
        for row in rows
    ]
    return [head, best, *lines]


def _gradescope(assignment: Assignment, rows: Sequence[ExportRow]) -> Lines:
    """Return the columns of the grades that instructors can download from Gradescope."""
    columns = [
        f"{place}: {question.title.en} ({number(question.points)} pts)"
        for place, question in enumerate(assignment.question, 1)
    ]
    head = ["Name", "SID", "Email", "Total Score", "Max Points", "Status", "Submission ID", "Submission Time"]
    head += ["Lateness (H:M:S)", *columns]
    lines = []
    for row in rows:
        score, who = row.score, row.who
        points = [score.questions.get(question.id) for question in assignment.question]
        lines.append(
            [
                who.get("name") or row.student,
                who.get("sid", ""),
                who.get("email", ""),
                number(score.final),
                number(score.max_score),
                "Graded" if all(one is not None for one in points) and not score.held else "Ungraded",
                who.get("submission", ""),
                row.handed_in.isoformat(sep=" ") if row.handed_in else "",
                _clock(row.hours_late),
                *("" if one is None else number(one) for one in points),
            ]
        )
    return [head, *lines]


def _clock(hours: float) -> str:
    seconds = round(3600 * hours)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"


TARGETS: dict[str, Callable[[Assignment, Sequence[ExportRow]], Lines]] = {
    "csv": _plain,
    "canvas": _canvas,
    "gradescope": _gradescope,
}
"""Target -> function that creates the lines of its file."""
