"""`grades.csv`: one row for each submission, one column for each question.

    submission          its name, with the beginning of its digest where two are alike
    score, max_score    the points that tests gave, of those they could give; no score where points are held
    one per question    its points; nothing where a person has still to say, 0 where nothing could be graded
    held                the questions whose points are held
    remark              why nothing could be graded

The file starts with a byte order mark, without which Excel reads Korean names as CP949. A cell that a spreadsheet would
take for a formula gets an apostrophe in front.
"""

import csv
import io
from collections.abc import Iterable, Sequence

from autograder.model.results import Record
from autograder.reports.class_summary import QuestionSummary, SubmissionSummary, display_names, summaries
from autograder.reports.status_labels import number, one_line

__all__ = ["csv_bytes", "guarded", "to_overview_csv"]

_FORMULA = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")  # the last four are full-width
_LAST = ("held", "remark")


def to_overview_csv(results: Iterable[Record | SubmissionSummary]) -> bytes:
    """Return the grades of a class as far as they are certain, as CSV.

    Where points are held, the question's cell and the total stay empty, so that nobody takes in a number that a person
    has still to decide; the column `held` names the questions.
    """
    rows = summaries(results)
    questions = list(dict.fromkeys(question.id for row in rows for question in row.questions))
    lines = [["submission", "score", "max_score", *questions, *_LAST]]
    for name, row in zip(display_names(rows), rows, strict=True):
        found = {question.id: question for question in row.questions}
        total = "" if row.held() else number(row.score)
        cells = [_score(found.get(id)) for id in questions]
        remark = str(row.reason) if row.reason else ""
        lines.append([name, total, number(row.max_score), *cells, " ".join(row.held()), remark])
    return csv_bytes(lines)


def csv_bytes(lines: Iterable[Sequence[str]]) -> bytes:
    """Encode lines of cells as CSV for spreadsheets: each cell guarded, in UTF-8 with a byte order mark."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows([guarded(cell) for cell in line] for line in lines)
    return out.getvalue().encode("utf-8-sig")


def _score(question: QuestionSummary | None) -> str:
    """Return the points of one question: empty if a person has still to decide, 0 if nothing could be graded."""
    if question is None:
        return "0"
    return "" if question.manual or question.held else number(question.score)


def guarded(cell: str) -> str:
    """Put a cell on one line, with an apostrophe in front if a spreadsheet would take it for a formula."""
    line = one_line(cell)
    return f"'{line}" if line.startswith(_FORMULA) else line
