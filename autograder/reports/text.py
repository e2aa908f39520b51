"""Format the output of commands: class, submission, score changes, sandbox diagnosis and proofs.

Tables are readable at 80 columns and without color.
"""

from collections.abc import Iterable, Mapping
from typing import Protocol

import msgspec
from rich import box
from rich.cells import cell_len
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text as Cell

from autograder.i18n import _
from autograder.model.proof import Part, Problem, Proof, Validation
from autograder.model.results import STATUSES, QuestionResult, Record, TestResult
from autograder.model.text import Text
from autograder.reports.class_summary import QuestionSummary, SubmissionSummary, display_names, summaries
from autograder.reports.deductions import refund_lines
from autograder.reports.status_labels import LETTERS, MANUAL, STYLES, number, one_line, status_label

__all__ = [
    "PROBLEMS_SHOWN",
    "ForbiddenAct",
    "class_table",
    "diagnosis_table",
    "submission_table",
    "validation_json",
    "validation_text",
]

_NAME_WIDTH = 28
_ID_WIDTH = 30
_REASON_WIDTH = 80

PROBLEMS_SHOWN = 12
"""Maximum number of problems to print per part of a proof; JSON has all of them."""


def class_table(results: Iterable[Record | SubmissionSummary], width: int | None = None) -> RenderableType:
    """Return a table with one row per submission and one letter per question, and a key to the letters.

    Args:
        results: Records, or their summaries.
        width: Width of the table in columns; by default that of the console.
    """
    rows = summaries(results)
    table = _table(width)
    table.add_column(_("submission"), overflow="fold", max_width=_NAME_WIDTH)
    table.add_column(_("score"), justify="right", no_wrap=True)
    table.add_column(_("withheld"), no_wrap=True)
    table.add_column(_("questions"), overflow="fold", min_width=9)
    table.add_column(_("remark"), overflow="ellipsis")
    for name, row in zip(display_names(rows), rows, strict=True):
        table.add_row(Cell(name), _score(row), Cell(_("withheld") if row.held() else ""), _letters(row), _remark(row))
    return Group(table, *_key(rows))


def submission_table(record: Record, *, instructor: bool = False, width: int | None = None) -> RenderableType:
    """Return a table with one row per question: points, status, and the first line of the message.

    Args:
        record: The result of one submission.
        instructor: Show instructors' messages instead of students'.
        width: Width of the table in columns; by default that of the console.
    """
    table = _table(width)
    longest = max((len(question.id) for question in record.questions), default=0)
    table.add_column(_("question"), overflow="fold", width=max(min(longest, _ID_WIDTH), cell_len(_("question"))))
    table.add_column(_("points"), justify="right", no_wrap=True)
    table.add_column(_("status"), overflow="fold", max_width=16)
    table.add_column(_("message"), overflow="fold")
    for question in record.questions:
        given = "–" if question.manual else number(question.score)
        points = Cell(f"{given} / {number(question.points)}")
        table.add_row(Cell(question.id), points, _status(question), Cell(_message(question, instructor)))
    heading = _("{submission}: {score} of {max_score} points").format(
        submission=one_line(record.submission), score=number(record.score), max_score=number(record.max_score)
    )
    parts: list[RenderableType] = [Cell(heading, style="bold"), table]
    if record.reason:
        parts.insert(1, Cell(one_line(str(record.reason))))
    parts += [Cell(str(line)) for line in _refunds(record)]
    if record.held():
        parts.append(Cell(_("Withheld points count as 0 until an instructor has reviewed them."), style="magenta"))
    return Group(*parts)


def _refunds(record: Record) -> list[Text]:
    return refund_lines(record.refunds(), {question.id: question.title for question in record.questions})


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
    """Return the meanings of the letters that occur, and the question at each position."""
    questions = [question for row in rows for question in row.questions]
    found = {question.status for question in questions if not question.manual}
    meanings = [f"{LETTERS[status]} {status_label(status)}" for status in STATUSES if status in found]
    meanings += [f"{MANUAL} " + _("graded by hand")] if any(question.manual for question in questions) else []
    longest = max((row.questions for row in rows), key=len, default=())
    places = [f"{place}:{question.id}" for place, question in enumerate(longest, 1)]
    return [Cell(line, style="dim") for line in (", ".join(reversed(meanings)), " ".join(places)) if line]


def _status(question: QuestionResult) -> Cell:
    if question.manual:
        return Cell(_("graded by hand"), style="dim")
    return Cell(status_label(question.status()), style=STYLES[question.status()])


def _message(question: QuestionResult, instructor: bool) -> str:
    """Return the first line of the message of the test that decided the question's status."""
    if question.status() == "passed" or question.manual:
        return ""
    deciding = next((test for test in question.tests if test.status == question.status()), None)
    return "" if deciding is None else _first_line(deciding, instructor)


def _first_line(test: TestResult, instructor: bool) -> str:
    message = (str(test.instructor_message) if instructor else "") or str(test.student_message) or str(test.title)
    return one_line(message.strip().partition("\n")[0])


def _table(width: int | None = None) -> Table:
    return Table(box=box.SIMPLE_HEAD, width=width, show_edge=False, padding=(0, 1, 0, 0))


class ForbiddenAct(Protocol):
    """Describe a forbidden action that was attempted inside the sandbox."""

    @property
    def description(self) -> str:
        """Description of the action."""

    @property
    def stopped(self) -> bool:
        """Whether the sandbox stopped it."""

    @property
    def by(self) -> tuple[str, ...]:
        """Layers that each stop the action without the others."""


def diagnosis_table(
    isolation: Mapping[str, str], missing: Mapping[str, str], acts: Iterable[ForbiddenAct]
) -> RenderableType:
    """Return the output of `autograder doctor`: the sandbox layers, the actions that they stop, and a verdict.

    Args:
        isolation: Layer -> `on`, or why it is off.
        missing: Layers that are off and whose absence makes records untrusted.
        acts: The forbidden actions that were attempted.
    """
    layers = _table()
    layers.add_column(_("layer"), no_wrap=True)
    layers.add_column(_("state"), overflow="fold")
    for name, state in isolation.items():
        layers.add_row(Cell(name), Cell(state, style="green" if state == "on" else "yellow"))
    tried = _table()
    tried.add_column(_("forbidden action"), overflow="fold")
    tried.add_column(_("stopped by"), overflow="fold")
    for act in acts:
        stopped_by = Cell(", ".join(act.by)) if act.stopped else Cell(_("nothing"), style="bold red")
        tried.add_row(Cell(act.description), stopped_by)
    return Group(layers, Cell(), tried, Cell(), _trust_verdict(missing))


def _trust_verdict(missing: Mapping[str, str]) -> Cell:
    if not missing:
        return Cell(_("Records of this machine can be trusted."), style="bold green")
    text = _("Records of this machine are marked untrusted; missing: {layers}.").format(layers=", ".join(missing))
    return Cell(text, style="bold yellow")


def validation_json(validation: Validation) -> bytes:
    """Return the output of `autograder validate --format json`: each part with its verdict and all evidence."""
    found = msgspec.to_builtins(validation)
    for proof, encoded in zip(validation.proofs, found["proofs"], strict=True):
        encoded["holds"] = proof.holds
        for part, encoded_part in zip(proof.parts, encoded["parts"], strict=True):
            encoded_part["holds"] = part.holds
    found["holds"] = validation.holds
    return msgspec.json.format(msgspec.json.encode(found), indent=2) + b"\n"


def validation_text(validation: Validation) -> RenderableType:
    """Return the output of `autograder validate`: a table and the problems of each proof, and an overall verdict."""
    verdict = (
        Cell(_("Every part of the proof holds."), style="bold green")
        if validation.holds
        else Cell(_("Not proved: {parts}").format(parts=", ".join(_failing(validation))), style="bold red")
    )
    return Group(*(part for proof in validation.proofs for part in _proof_lines(proof)), verdict)


def _failing(validation: Validation) -> Iterable[str]:
    return (f"{proof.assignment} {part.name}" for proof in validation.proofs for part in proof.parts if not part.holds)


def _proof_lines(proof: Proof) -> Iterable[RenderableType]:
    yield Cell(
        _("{assignment}: {seconds:.0f} s").format(assignment=proof.assignment, seconds=proof.seconds), style="bold"
    )
    table = Table(box=None, show_header=False, show_edge=False, padding=(0, 1, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for part in proof.parts:
        table.add_row(Cell(part.name), _part_verdict(part), Cell(part.looked_at))
    yield table
    for part in proof.parts:
        yield from _problems(_("{part} does not hold:"), part, part.problems, "red")
        yield from _problems(_("Remarks on {part}:"), part, part.remarks, "yellow")
    yield Cell()


def _part_verdict(part: Part) -> Cell:
    if not part.tried:
        return Cell(_("not run"), style="bold red")
    return Cell(_("holds"), style="green") if part.holds else Cell(_("does not hold"), style="bold red")


def _problems(heading: str, part: Part, problems: tuple[Problem, ...], style: str) -> Iterable[RenderableType]:
    if problems:
        yield Cell(heading.format(part=part.name), style=style)
    for problem in problems[:PROBLEMS_SHOWN]:
        yield Padding(Cell(problem.where, style="bold"), (0, 0, 0, 2))
        yield Padding(Cell(f"{problem.found}\n{problem.cure}"), (0, 0, 0, 4))
    if len(problems) > PROBLEMS_SHOWN:
        yield Padding(
            Cell(_("and {count} more; `--format json` shows all").format(count=len(problems) - PROBLEMS_SHOWN)),
            (0, 0, 0, 2),
        )
