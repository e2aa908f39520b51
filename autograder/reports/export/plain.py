"""Write final grades as a plain table, one row per student."""

from datetime import timedelta

from autograder.reports.csv import csv_bytes
from autograder.reports.export.rows import Exported, ExportRequest, ExportRow
from autograder.reports.status_labels import number

__all__ = ["plain"]


def plain(request: ExportRequest) -> Exported:
    """Return who each student is, raw and final points, lateness, and one column for each question."""
    if request.questions:
        lines = [line for row in request.rows for line in _by_question(row)]
        return Exported(csv_bytes([["student", "question", "points", "comment", "grader"], *lines]), len(request.rows))
    ids = [question.id for question in request.assignment.question]
    head = ["student", "name", "email", "sid", "group", "score", "raw_score", "max_score", "kept", *ids]
    head += ["adjusted", "held", "handed_in", "hours_late"]
    return Exported(csv_bytes([head, *(_line(row, ids) for row in request.rows)]), len(request.rows))


def _by_question(row: ExportRow) -> list[list[str]]:
    """Return a line for each question, in the form that `autograder adjust --file` reads."""
    lines = []
    for id, points in row.score.questions.items():
        decided = row.adjustments.get(id)
        said = [decided.comment, decided.grader] if decided else ["", ""]
        lines.append([row.person.key, id, "" if points is None or id in row.score.held else number(points), *said])
    return lines


def _line(row: ExportRow, ids: list[str]) -> list[str]:
    score, person = row.score, row.person
    points = [score.questions.get(id) for id in ids]
    return [
        person.key,
        person.name,
        person.email,
        person.sid,
        person.group,
        number(score.final),
        number(score.raw),
        number(score.max_score),
        "" if score.late_unknown else number(score.late_factor),
        *("" if one is None else number(one) for one in points),
        " ".join(score.adjusted),
        " ".join(score.held),
        row.handed_in.isoformat(sep=" ") if row.handed_in else "",
        "" if row.late is None or not (row.handed_in or row.late) else number(row.late / timedelta(hours=1)),
    ]
