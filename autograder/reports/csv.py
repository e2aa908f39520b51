"""Write `grades.csv`: one row per submission and student, one column per question.

    student, name       key of the student, as in every other file, and the name; empty if nobody is known
    status              `graded`; `unusable` if it could not be opened;
                        `superseded` if another submission of the student counts
    submission          name of the submission; with the beginning of its digest if two have the same name
    score, max_score    final score, and the maximum of all questions; score is empty if points are withheld or if it is
                        late by an unknown time
    one per question    points; empty if withheld or not graded yet, 0 if the submission could not be graded
    held                questions with withheld points
    waiting             questions that a person has not graded yet
    remark              why the submission could not be graded

The file starts with a byte order mark, because Excel reads Korean names as CP949 otherwise. A cell that a spreadsheet
would interpret as a formula gets an apostrophe in front.
"""

import csv
import io
import re
from collections.abc import Collection, Iterable, Iterator, Sequence

from autograder.model.results import Record
from autograder.reports.class_summary import QuestionSummary, SubmissionSummary, display_names, summaries
from autograder.reports.status_labels import number, one_line
from autograder.reports.student_record import StudentRecord

__all__ = ["csv_bytes", "guarded", "to_overview_csv"]

_FORMULA = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")  # the last four are full-width
_HARMLESS = re.compile(r"[-+@][\w.@+ -]*")
"""An id or a title that begins like a formula, and calls nothing: `-4711`, `+1 bonus`."""
_LAST = ("held", "waiting", "remark")


def to_overview_csv(results: Iterable[Record | StudentRecord | SubmissionSummary]) -> bytes:
    """Return the final grades of a class as CSV; leave undecided cells empty.

    If points are withheld, the question's cell and the total stay empty, so that no undecided number is imported
    elsewhere; the column `held` names the questions.

    Args:
        results: Records of a class, or their summaries.
    """
    rows = summaries(results)
    questions = list(dict.fromkeys(question.id for row in rows for question in row.questions))

    def lines() -> Iterator[list[str]]:
        yield ["student", "name", "status", "submission", "score", "max_score", *questions, *_LAST]
        for name, row in zip(display_names(rows), rows, strict=True):
            found = {question.id: question for question in row.questions}
            total = "" if row.held() or row.late_unknown else number(row.score)
            cells = [_score(found.get(id)) for id in questions]
            remark = str(row.reason) if row.reason else ""
            whose = [row.student, row.name, row.status, name]
            last = [" ".join(row.held()), " ".join(row.waiting()), remark]
            yield [*whose, total, number(row.max_score), *cells, *last]

    return csv_bytes(lines())


def csv_bytes(lines: Iterable[Sequence[str]], exact: Collection[int] = ()) -> bytes:
    """Encode lines of cells as CSV for spreadsheets, in UTF-8 with a byte order mark.

    Args:
        lines: The rows, the titles first.
        exact: Columns that a platform compares: titles and ids. They stay as they are unless they could compute
            something. Every other cell is guarded.
    """
    out = io.StringIO(newline="")
    write, rest = csv.writer(out).writerow, iter(lines)
    head = next(rest, [])
    write([_exact(cell) for cell in head] if exact else [guarded(cell) for cell in head])
    for line in rest:  # one at a time: a class may be large
        write([_exact(cell) if place in exact else guarded(cell) for place, cell in enumerate(line)])
    return out.getvalue().encode("utf-8-sig")


def _exact(cell: str) -> str:
    return cell if not cell.startswith(_FORMULA) or _HARMLESS.fullmatch(cell) else f"'{cell}"


def _score(question: QuestionSummary | None) -> str:
    """Return the points of one question: empty if undecided, 0 if the submission could not be graded."""
    if question is None:
        return "0"
    return "" if question.score is None or question.held else number(question.score)


def guarded(cell: str) -> str:
    """Put a cell on one line; prepend an apostrophe if a spreadsheet would interpret it as a formula."""
    line = one_line(cell)
    return f"'{line}" if line.startswith(_FORMULA) else line
