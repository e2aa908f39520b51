"""Write the columns of the grades that instructors can download from Gradescope."""

from datetime import timedelta

from autograder.reports.csv import csv_bytes
from autograder.reports.export.rows import Exported, ExportRequest
from autograder.reports.status_labels import number

__all__ = ["for_gradescope"]


def for_gradescope(request: ExportRequest) -> Exported:
    """Return student, total, status, time and lateness, and one column for each question."""
    questions = request.assignment.question
    columns = [
        f"{place}: {question.title.en} ({number(question.points)} pts)" for place, question in enumerate(questions, 1)
    ]
    head = ["Name", "SID", "Email", "Total Score", "Max Points", "Status", "Submission ID", "Submission Time"]
    head += ["Lateness (H:M:S)", *columns]
    lines = []
    for row in request.rows:
        score, person = row.score, row.person
        points = [score.questions.get(question.id) for question in questions]
        lines.append(
            [
                person.name or person.key,
                person.sid,
                person.email,
                number(score.final),
                number(score.max_score),
                "Graded" if all(one is not None for one in points) and not score.held else "Ungraded",
                row.submission,
                row.handed_in.isoformat(sep=" ") if row.handed_in else "",
                _clock(row.late),
                *("" if one is None else number(one) for one in points),
            ]
        )
    return Exported(csv_bytes([head, *lines]), len(lines))


def _clock(late: timedelta | None) -> str:
    if late is None:
        return ""
    seconds = round(late.total_seconds())
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
