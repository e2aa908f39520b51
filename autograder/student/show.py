"""Print the results of `autograder check`: one line per question, then the first failing test of each."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from rich.cells import cell_len
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text as Cell

from autograder.i18n import Message, _, spoken
from autograder.model.assignment import FURTHER, Assignment, Question, Topic
from autograder.model.graded_with import GradedWith
from autograder.model.lateness import due_lines, time_left
from autograder.model.points import total
from autograder.model.results import Status, worst
from autograder.reports.status_labels import STYLES, number, status_label
from autograder.student.sources import StudentFile
from autograder.testing.outcome import TestOutcome

__all__ = [
    "QuestionCheck",
    "group_by_question",
    "show_checks",
    "show_due",
    "show_slow",
    "show_sources",
    "show_versions",
    "with_whole_command",
]

_PRINTED_LINES = 10

_TOPICS: dict[Topic, Message | str] = {
    "views": Message("views (slices, transposes)"),
    "float32": "float32",
    "integers": Message("integers"),
    "ties": Message("ties"),
    "nan": Message("NaN and infinity"),
    "extremes": Message("very large and very small numbers"),
    "inputs": Message("whether inputs stay as they are"),
    "loops": Message("loops"),
    "memory": Message("memory"),
    "work": Message("the number of calls and operations"),
}
"""What a student reads for a topic, in the order of a line."""


@dataclass(frozen=True)
class QuestionCheck:
    """Hold the result of one question.

    Attributes:
        question: The question.
        tests: Outcomes of its tests.
        unreadable: Whether its file could not be read, so that no test ran.
    """

    question: Question
    tests: tuple[TestOutcome, ...] = ()
    unreadable: bool = False

    @property
    def status(self) -> Status:
        """The worst status among the tests; `error` if the file is unreadable."""
        return "error" if self.unreadable else worst([outcome.status for outcome in self.tests])

    @property
    def first_failing(self) -> TestOutcome | None:
        """The first test that did not pass, or None."""
        return next((outcome for outcome in self.tests if outcome.status != "passed"), None)

    @property
    def passed(self) -> str:
        """Number of passed tests, for example `2/3`; a dash if no test ran."""
        return f"{sum(outcome.status == 'passed' for outcome in self.tests)}/{len(self.tests)}" if self.tests else "-"


def group_by_question(
    questions: Sequence[Question], tests: Sequence[TestOutcome], unreadable: Sequence[str]
) -> list[QuestionCheck]:
    """Group the outcomes of tests by question.

    Args:
        questions: The checked questions.
        tests: Outcomes of the tests that ran.
        unreadable: Names of files that are missing or broken.

    Returns:
        The result of each question, in the order of `questions`.
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
    """Print the remarks about each file: errors in red, imports that are not allowed in yellow."""
    for source in sources.values():
        for line in source.lines():
            console.print(Cell(line, style="red" if source.unreadable else "yellow"))


def show_versions(console: Console, assignment: Assignment) -> None:
    """Print which Python and NumPy grade, and those of this computer if they differ."""
    grading, here = assignment.graded_with, GradedWith.here()
    if grading is None:
        return
    if grading == here:
        text = _("Grading uses Python {python} and NumPy {numpy}, like this computer.")
        console.print(Cell(text.format(python=grading.python, numpy=grading.numpy), style="dim"))
        return
    text = _(
        "Grading uses Python {python} and NumPy {numpy}; this computer has Python {own_python} and NumPy {own_numpy}. "
        "Syntax that grading lacks is reported here; functions that only one NumPy has are not."
    )
    fields = {"own_python": here.python, "own_numpy": here.numpy}
    console.print(Cell(text.format(python=grading.python, numpy=grading.numpy, **fields), style="yellow"))


def show_checks(console: Console, assignment: Assignment, checks: Sequence[QuestionCheck]) -> None:
    """Print the table of questions, the first failing test of each, and the next step."""
    console.print(_overview(console, checks))
    for check in checks:
        if check.first_failing and check.status != "not_implemented":
            _show_failure(console, check.question, check.first_failing)
    console.print()
    console.print(Cell(_closing(checks), style="bold"))
    ahead = _still_ahead(checks)
    if ahead:
        console.print(Cell(ahead))
    next_step = _next_step(assignment, checks, console.width)
    if next_step:
        console.print(Cell(next_step))


def show_due(console: Console, assignment: Assignment, now: datetime | None = None) -> None:
    """Print when the assignment is due, in the time zone of this computer, how much time is left, and the penalty.

    Args:
        console: Console to write to.
        assignment: The assignment.
        now: The present time; by default this computer's.
    """
    if assignment.due is None:
        return
    now = now or datetime.now().astimezone()
    said = [*due_lines(assignment.due.astimezone(now.tzinfo), assignment.late), time_left(assignment.due, now)]
    console.print(Cell(" ".join(map(str, said)), style="yellow" if now > assignment.due else "dim"))


def show_slow(console: Console, assignment: Assignment, tests: Iterable[TestOutcome]) -> None:
    """Name the questions that pass here and may run into the time limit of grading.

    Args:
        console: Console to write to.
        assignment: The assignment.
        tests: The outcomes.
    """
    limit = assignment.limits.cpu
    slow = [one for one in tests if one.status == "passed" and one.cpu > limit]
    for question in dict.fromkeys(one.test.question for one in slow):
        seconds = max(one.cpu for one in slow if one.test.question == question)
        text = _(
            "{question} took {seconds:.0f} s of CPU time in one test here; grading stops a test after {limit:g} s."
        )
        console.print(Cell(text.format(question=question, seconds=seconds, limit=limit), style="yellow"))


def _overview(console: Console, checks: Sequence[QuestionCheck]) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="dim")
    table.add_column("", no_wrap=True)
    longest = max((len(check.question.id) for check in checks), default=0)
    table.add_column(_("question"), overflow="fold", width=max(min(30, longest), cell_len(_("question"))))
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
    """Describe the status; for an unwritten or unreadable question, name the file, and what of it is written."""
    if check.unreadable:
        return _("not run: see {file} above").format(file=check.question.file)
    if check.status == "not_implemented":
        more = str(check.first_failing.explanation).splitlines()[1:2] if check.first_failing else []
        return "\n".join([f"{status_label(check.status)}: {_where(check.question)}", *more])
    return status_label(check.status) if check.tests else _("has no public tests")


def _where(question: Question) -> str:
    """Return file and function, or only the file if the question has the function's name."""
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
        indent = len(line) - len(text) + 2  # wrapped lines keep the indentation
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
    """Return how many questions pass, and their points: at most, because hidden tests decide."""
    passed = [check.question.points for check in checks if check.status == "passed"]
    if not any(passed):
        return _("{passed} of {count} questions pass their public tests.").format(passed=len(passed), count=len(checks))
    text = _("{passed} of {count} questions pass their public tests: at most {points} of {most} points.")
    most = total(check.question.points for check in checks)
    return text.format(passed=len(passed), count=len(checks), points=number(total(passed)), most=number(most))


def _still_ahead(checks: Sequence[QuestionCheck]) -> str:
    """Return what only grading tests in the questions that pass; empty if there is nothing to name."""
    found = {topic for check in checks if check.status == "passed" for topic in check.question.tested_in_grading}
    topics = ", ".join(str(text) for topic, text in _TOPICS.items() if topic in found)
    return _("Hidden tests also try: {topics}.").format(topics=topics) if topics else ""


def with_whole_command(text: str, command: str, width: int) -> str:
    """Fill in a command, on a separate line if the text would be wrapped inside the command.

    Args:
        text: A template that ends with `{command}`.
        command: The command to fill in.
        width: Width of the console in columns.
    """
    line = text.format(command=command)
    return line if cell_len(line) <= width else text.format(command=f"\n  {command}").replace(" \n", "\n")


def _next_step(assignment: Assignment, checks: Sequence[QuestionCheck], width: int) -> str:
    """Return the next command to run; empty if a failure above already names one."""
    unwritten = next((check.question for check in checks if check.status == "not_implemented"), None)
    if all(check.status == "passed" for check in checks):
        if len(checks) < len(assignment.auto()):
            command = spoken(f"autograder check {_following(assignment, checks)}".rstrip())
            return with_whole_command(_("Next: {command}"), command, width)
        if assignment.id == FURTHER:
            return _("Nothing of this is graded or handed in.")
        text = _("Grading runs more tests than these. To hand in: {command}")
        return with_whole_command(text, spoken("autograder pack"), width)
    if unwritten and all(check.status in ("passed", "not_implemented") for check in checks):
        text = _("Next: write {function} in {file}, then {command}")
        text = text.format(function=unwritten.function, file=unwritten.file, command="{command}")
        return with_whole_command(text, spoken(f"autograder check {unwritten.id}"), width)
    return ""


def _following(assignment: Assignment, checks: Sequence[QuestionCheck]) -> str:
    """Return the question after the last checked one; empty if that is the last of the assignment."""
    order = [question.id for question in assignment.auto()]
    return ([*order, ""])[1 + max(order.index(check.question.id) for check in checks)]
