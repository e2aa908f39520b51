"""What `autograder check` says: one line for each question, then the first thing to mend in each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text as Cell

from autograder.i18n import _, spoken
from autograder.model.assignment import Assignment, Question
from autograder.model.results import Status, worst
from autograder.reports.status_labels import STYLES, number, status_label
from autograder.student.sources import StudentFile
from autograder.testing.outcome import TestOutcome

__all__ = ["QuestionCheck", "show_checks", "show_sources", "sort_out"]

_PRINTED_LINES = 10


@dataclass(frozen=True)
class QuestionCheck:
    """One question after its tests; `unreadable` where its file could not even be read, so that none were run."""

    question: Question
    tests: tuple[TestOutcome, ...] = ()
    unreadable: bool = False

    @property
    def status(self) -> Status:
        """The worst of its tests'."""
        return "error" if self.unreadable else worst([outcome.status for outcome in self.tests])

    @property
    def first_failing(self) -> TestOutcome | None:
        """The first test that did not pass."""
        return next((outcome for outcome in self.tests if outcome.status != "passed"), None)

    @property
    def passed(self) -> str:
        """How many of its tests pass; a dash where none were run."""
        return f"{sum(outcome.status == 'passed' for outcome in self.tests)}/{len(self.tests)}" if self.tests else "-"


def sort_out(
    questions: Sequence[Question], tests: Sequence[TestOutcome], unreadable: Sequence[str]
) -> list[QuestionCheck]:
    """Each question with its tests.

    Args:
        questions: What was checked.
        tests: The tests that ran.
        unreadable: Names of the files that are missing or broken.
    """
    return [
        QuestionCheck(
            question,
            tuple(outcome for outcome in tests if outcome.test.question == question.id),
            question.file in unreadable,
        )
        for question in questions
    ]


def show_sources(console: Console, sources: Mapping[str, StudentFile]) -> None:
    """What is wrong with the files themselves, once for each file."""
    for source in sources.values():
        for line in source.lines():
            console.print(Cell(line, style="red" if source.unreadable else "yellow"))


def show_checks(console: Console, assignment: Assignment, checks: Sequence[QuestionCheck]) -> None:
    """The table, the first failing test of each question, and what to do next."""
    console.print(_overview(console, checks))
    for check in checks:
        if check.first_failing and check.status != "not_implemented":
            _show_failure(console, check.question, check.first_failing)
    console.print()
    console.print(Cell(_closing(checks), style="bold"))
    next_step = _next_step(assignment, checks)
    if next_step:
        console.print(Cell(next_step))


def _overview(console: Console, checks: Sequence[QuestionCheck]) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="dim")
    table.add_column("", no_wrap=True)
    longest = max((len(check.question.id) for check in checks), default=0)
    table.add_column(_("question"), overflow="fold", min_width=min(30, longest))
    table.add_column(_("points"), justify="right", no_wrap=True)
    table.add_column(_("tests"), justify="right", no_wrap=True)
    table.add_column(_("status"), overflow="fold")
    for check in checks:
        cells = [check.question.id, number(check.question.points), check.passed, _state(check)]
        table.add_row(_mark(console, check.status), *map(Cell, cells), style=STYLES[check.status])
    return table


def _mark(console: Console, status: Status) -> Cell:
    passed, failed, open_ = ("✓", "✗", "·") if console.encoding.lower().startswith("utf") else ("o", "x", "-")
    return Cell({"passed": passed, "not_implemented": open_}.get(status, failed))


def _state(check: QuestionCheck) -> str:
    """The status in words, and where to look."""
    if check.unreadable:
        return _("not run: see {file} above").format(file=check.question.file)
    if check.status == "not_implemented":
        return f"{status_label(check.status)}: {_where(check.question)}"
    return status_label(check.status) if check.tests else _("has no public tests")


def _where(question: Question) -> str:
    """File and function; the function alone is left out where the question is called after it."""
    name = (question.function or "").rpartition(".")[2]
    return f"{question.file}" if name == question.id else f"{question.file}, {question.function}"


def _show_failure(console: Console, question: Question, outcome: TestOutcome) -> None:
    console.print()
    console.print(Cell.assemble((question.id, "bold"), f": {outcome.test.title}"))
    body = (str(outcome.explanation) or status_label(outcome.status)).splitlines()
    if outcome.printed:
        body += [_("Your code printed:"), *_indented(outcome.printed)]
    if question.hints:
        body.append(_("Next: {command}").format(command=spoken(f"autograder hint {question.id}")))
    for line in body:
        text = line.lstrip()
        indent = len(line) - len(text) + 2  # kept where the line is broken
        console.print(Padding(Cell(text), (0, 0, 0, indent), expand=False))


def _indented(printed: str) -> list[str]:
    lines = printed.rstrip().splitlines()
    cut = (
        [_("... and {count} more lines").format(count=len(lines) - _PRINTED_LINES)]
        if len(lines) > _PRINTED_LINES
        else []
    )
    return [f"  | {line}" for line in lines[:_PRINTED_LINES] + cut]


def _closing(checks: Sequence[QuestionCheck]) -> str:
    passed = sum(check.status == "passed" for check in checks)
    return _("{passed} of {count} questions pass their public tests.").format(passed=passed, count=len(checks))


def _next_step(assignment: Assignment, checks: Sequence[QuestionCheck]) -> str:
    """One command, or none where a failure above has named its own."""
    unwritten = next((check.question for check in checks if check.status == "not_implemented"), None)
    if all(check.status == "passed" for check in checks):
        if len(checks) < len(assignment.auto()):
            return _("Next: {command}").format(
                command=spoken(f"autograder check {_following(assignment, checks)}".rstrip())
            )
        return _("Grading runs more tests than these. To hand in: {command}").format(command=spoken("autograder pack"))
    if unwritten and all(check.status in ("passed", "not_implemented") for check in checks):
        text = _("Next: write {function} in {file}, then {command}")
        command = spoken(f"autograder check {unwritten.id}")
        return text.format(function=unwritten.function, file=unwritten.file, command=command)
    return ""


def _following(assignment: Assignment, checks: Sequence[QuestionCheck]) -> str:
    """The question behind the last one that was checked; empty behind the last of all."""
    order = [question.id for question in assignment.auto()]
    return ([*order, ""])[1 + max(order.index(check.question.id) for check in checks)]
