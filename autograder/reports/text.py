"""Tables for the terminal, readable at 80 columns and without colour."""

from collections.abc import Iterable

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text as Cell

from autograder.i18n import _
from autograder.model.results import STATUSES, QuestionResult, Record, TestResult
from autograder.reports.class_summary import QuestionSummary, SubmissionSummary, display_names, summaries
from autograder.reports.status_labels import LETTERS, MANUAL, STYLES, number, one_line, status_word

__all__ = ["class_table", "submission_table"]

_NAME_WIDTH = 28
_ID_WIDTH = 30
_MESSAGE_WIDTH = 20
_REASON_WIDTH = 80


def class_table(results: Iterable[Record | SubmissionSummary], width: int | None = None) -> RenderableType:
    """One row for each submission, one letter for each question, and a key to both below.

    Args:
        results: Records, or their summaries.
        width: Columns that the table may take; by default as many as the console has.
    """
    rows = summaries(results)
    table = Table(box=box.SIMPLE_HEAD, width=width, show_edge=False, padding=(0, 1, 0, 0))
    table.add_column(_("submission"), overflow="fold", max_width=_NAME_WIDTH)
    table.add_column(_("score"), justify="right", no_wrap=True)
    table.add_column(_("held"), no_wrap=True)
    table.add_column(_("questions"), overflow="fold", min_width=9)
    table.add_column(_("remark"), overflow="ellipsis")
    for name, row in zip(display_names(rows), rows, strict=True):
        table.add_row(Cell(name), _score(row), Cell(_("held") if row.held() else ""), _letters(row), _remark(row))
    return Group(table, *_key(rows))


def submission_table(record: Record, *, instructor: bool = False, width: int | None = None) -> RenderableType:
    """One row for each question: points, status, and the first line of what went wrong.

    Args:
        record: The result of one submission.
        instructor: Whether the reader may see what instructors see; students' messages otherwise.
        width: Columns that the table may take; by default as many as the console has.
    """
    table = Table(box=box.SIMPLE_HEAD, width=width, show_edge=False, padding=(0, 1, 0, 0))
    longest = max((len(question.id) for question in record.questions), default=0)
    table.add_column(_("question"), overflow="fold", min_width=min(longest, _ID_WIDTH))
    table.add_column(_("points"), justify="right", no_wrap=True)
    table.add_column(_("status"), overflow="fold", max_width=16)
    table.add_column(_("message"), overflow="fold", min_width=_MESSAGE_WIDTH)
    for question in record.questions:
        points = Cell(f"{number(question.score)} / {number(question.points)}")
        table.add_row(Cell(question.id), points, _status(question), Cell(_message(question, instructor)))
    heading = _("{submission}: {score} of {max_score} points").format(
        submission=one_line(record.submission), score=number(record.score), max_score=number(record.max_score)
    )
    parts: list[RenderableType] = [Cell(heading, style="bold"), table]
    if record.reason:
        parts.insert(1, Cell(one_line(str(record.reason))))
    if record.held():
        parts.append(Cell(_("Points that are held for review count as 0 until a person has decided."), style="magenta"))
    return Group(*parts)


def _score(row: SubmissionSummary) -> Cell:
    return Cell(f"{number(row.score)} / {number(row.max_score)}")


def _letters(row: SubmissionSummary) -> Cell:
    letters = Cell()
    for question in row.questions:
        letters.append(MANUAL if question.manual else LETTERS[question.status], _style(question))
    return letters


def _style(question: QuestionSummary) -> str:
    return "dim" if question.manual else STYLES[question.status]


def _remark(row: SubmissionSummary) -> Cell:
    return Cell(one_line(str(row.reason), _REASON_WIDTH) if row.reason else "")


def _key(rows: list[SubmissionSummary]) -> list[RenderableType]:
    """What the letters mean (those that occur), and which question each place is."""
    questions = [question for row in rows for question in row.questions]
    found = {question.status for question in questions if not question.manual}
    meanings = [f"{LETTERS[status]} {status_word(status)}" for status in STATUSES if status in found]
    meanings += [f"{MANUAL} " + _("graded by hand")] if any(question.manual for question in questions) else []
    longest = max((row.questions for row in rows), key=len, default=())
    places = [f"{place}:{question.id}" for place, question in enumerate(longest, 1)]
    return [Cell(line, style="dim") for line in (", ".join(reversed(meanings)), " ".join(places)) if line]


def _status(question: QuestionResult) -> Cell:
    if question.manual:
        return Cell(_("graded by hand"), style="dim")
    return Cell(status_word(question.status()), style=STYLES[question.status()])


def _message(question: QuestionResult, instructor: bool) -> str:
    """The first line about the test that decided the question's status."""
    if question.status() == "passed" or question.manual:
        return ""
    deciding = next((test for test in question.tests if test.status == question.status()), None)
    return "" if deciding is None else _first_line(deciding, instructor)


def _first_line(test: TestResult, instructor: bool) -> str:
    message = (str(test.instructor_message) if instructor else "") or str(test.student_message) or str(test.title)
    return one_line(message.strip().partition("\n")[0])
