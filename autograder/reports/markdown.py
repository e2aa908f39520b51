"""Write Markdown for the summaries of CI services.

Text of a submission is put into code blocks, where renderers do not look for markup, links or mentions.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from autograder.i18n import _
from autograder.model.final_score import Adjustment
from autograder.model.results import QuestionResult, Record, TestResult, student_view
from autograder.reports.class_summary import SubmissionSummary, display_names, summaries
from autograder.reports.deductions import deductions, refund_lines
from autograder.reports.status_labels import LETTERS, MANUAL, number, one_line, remark, status_label
from autograder.reports.student_record import StudentRecord

__all__ = ["class_markdown", "escaped", "fenced", "inline", "table", "to_markdown"]

ROWS = 1_000
"""Maximum number of rows of a class table, because GitHub rejects summaries of more than 1 MiB."""

_SPECIAL = re.compile(r"""[^\w\s.,;?'"%=+-]|_|(?<=\w)\.(?=\w)""")
"""Characters that Markdown, HTML or a CI service may interpret."""


def escaped(text: str) -> str:
    """Return `text` on one line with special characters as numeric references; safe in a table cell."""
    return _SPECIAL.sub(lambda found: found[0] if ord(found[0]) > 127 else f"&#{ord(found[0])};", one_line(text))


def inline(text: str) -> str:
    """Return `text` as code on one line, safe in a table cell; empty text stays empty."""
    plain = escaped(text)
    return f"<code>{plain}</code>" if plain else ""


def fenced(text: str) -> str:
    """Return `text` as a code block with a fence longer than any in the text."""
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}text\n{text.strip(chr(10))}\n{fence}"


def table(headings: Sequence[str], rows: Iterable[Sequence[str]], right: Sequence[int] = ()) -> str:
    """Return a Markdown table.

    Args:
        headings: Headings of the columns.
        rows: Rows of cells that are already Markdown.
        right: Indices of the columns to align right.
    """
    rule = ["---:" if place in right else "---" for place in range(len(headings))]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (list(headings), rule, *rows))


def to_markdown(result: Record | StudentRecord, *, instructor: bool = False) -> bytes:
    """Return one submission as Markdown: score and questions, what people decided, then every test that did not pass.

    Args:
        result: What the student gets, or a record that nobody has decided about.
        instructor: Write the instructor's view instead of the student's.

    Returns:
        Text in the current language and UTF-8.
    """
    student = result if isinstance(result, StudentRecord) else StudentRecord(result)
    score, decided = student.score, student.adjustments
    view = student.record if instructor else student_view(student.record)
    heading = _("{submission}: {score} of {max_score} points").format(
        submission=inline(view.submission), score=number(score.final), max_score=number(score.max_score)
    )
    parts = [f"# {escaped(str(view.heading()))}", heading]
    parts += [escaped(str(line)) for line in (*student.notes, *filter(None, [student.late]))]
    if view.reason:
        parts.append(fenced(str(view.reason)))
    rows = [_row(question, score.questions[question.id], question.id in score.adjusted) for question in view.questions]
    parts.append(table((_("question"), _("points"), _("status")), rows, right=[1]))
    if score.held:
        parts.append(_("Withheld points count as 0 until an instructor has reviewed them."))
    titles = {question.id: question.title for question in view.questions}
    named = {question.id for question in view.questions if question.mistakes}
    refunds = [one for one in score.refunds if instructor or named.issuperset(one.questions)]
    parts += [escaped(str(line)) for line in refund_lines(refunds, titles)]
    parts += _decision("", decided[""]) if "" in decided else []
    for question in view.questions:
        parts += _decision(question.id, decided[question.id]) if question.id in decided else []
    for question in view.questions:
        if question.id not in score.adjusted:
            parts += [f"{inline(question.id)} {escaped(str(line))}" for line in deductions(question)]
        parts += [part for test in question.tests if test.status != "passed" for part in _failure(question, test)]
    return "\n\n".join(parts).encode() + b"\n"


def _decision(question: str, decision: Adjustment) -> Iterator[str]:
    """Yield what a person decided about a question; about the whole submission, `question` is empty."""
    said = [_("Why: {reason}").format(reason=decision.reason)] if decision.reason else []
    said += [f"{item.points:+g} {item.text}" for item in decision.items]
    said += [decision.comment] if decision.comment.strip() else []
    if said:
        yield " ".join(filter(None, ("###", inline(question), escaped(_("Comment")))))
        yield fenced("\n".join(said))


def class_markdown(results: Iterable[Record | SubmissionSummary]) -> bytes:
    """Return the table of a class as Markdown, with one letter per question, in the current language and UTF-8.

    Args:
        results: Records of a class, or their summaries.
    """
    rows = summaries(results)
    cells = [
        (inline(name), f"{number(row.score)} / {number(row.max_score)}", inline(_letters(row)), _remark(row))
        for name, row in zip(display_names(rows[:ROWS]), rows, strict=False)
    ]
    parts = [table((_("submission"), _("score"), _("questions"), _("remark")), cells, right=[1])]
    if len(rows) > ROWS:
        parts.append(_("… and {count} more, in the files:").format(count=len(rows) - ROWS) + " grades.csv")
    found = {question.status for row in rows for question in row.questions if not question.manual}
    parts += [", ".join(f"{inline(LETTERS[status])} {status_label(status)}" for status in LETTERS if status in found)]
    return "\n\n".join(filter(None, parts)).encode() + b"\n"


def _row(question: QuestionResult, score: float | None, decided: bool) -> tuple[str, str, str]:
    points = f"{'–' if score is None else number(score)} / {number(question.points)}"
    by_hand = _("not graded yet") if score is None else _("graded by hand") if decided else ""
    status = by_hand or status_label(question.status())
    return f"{escaped(str(question.title))} ({inline(question.id)})", points, escaped(status)


def _failure(question: QuestionResult, test: TestResult) -> Iterable[str]:
    """Yield title, status and message of a test."""
    yield f"### {inline(question.id)} {escaped(str(test.title))}"
    yield ". ".join(filter(None, (escaped(status_label(test.status)), escaped(str(remark(test) or "")))))
    text = str(test.instructor_message) or str(test.student_message)
    message = "\n".join(filter(None, (text.strip("\n"), str(test.hint))))
    if message:
        yield fenced(message)


def _letters(row: SubmissionSummary) -> str:
    return "".join(MANUAL if question.manual else LETTERS[question.status] for question in row.questions)


def _remark(row: SubmissionSummary) -> str:
    held = _("withheld") if row.held() else ""
    return " ".join(filter(None, (held, inline(str(row.reason)) if row.reason else "")))
