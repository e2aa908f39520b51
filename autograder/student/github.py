"""What GitHub shows of a check: a remark at the line that it is about, and a summary of the run.

A log there is obeyed: a line such as `::error::` is a command, and so might be what a student's code has printed. What
is printed for people therefore stands between two marks that switch commands off, of which nobody knows the second.
"""

import ast
import os
import re
import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.text import Text as Cell

from autograder.errors import UsageError
from autograder.i18n import _
from autograder.model.assignment import Question
from autograder.model.text import clean_text
from autograder.reports.markdown import escaped, fenced, inline, table
from autograder.reports.status_labels import number, status_label
from autograder.student.show import QuestionCheck
from autograder.student.sources import StudentFile
from autograder.testing.outcome import TestOutcome

__all__ = ["SUMMARY", "add_to_summary", "annotations", "command", "summary", "switched_off"]

SUMMARY = "GITHUB_STEP_SUMMARY"
"""Names the file that becomes the summary of a step."""

SHOWN = 10
"""Remarks of a kind (error, warning, notice) that the service shows of one step."""

_PLACE = re.compile(r"^\s+(\w+\.py), line (\d+)", re.MULTILINE)
"""A place in the student's files, as the English text of a finding names it."""


@contextmanager
def switched_off(console: Console) -> Iterator[None]:
    """Whatever is printed inside the block is only text."""
    token = secrets.token_hex(16)
    _say(console, f"::stop-commands::{token}")
    try:
        yield
    finally:
        _say(console, f"\n::{token}::")


def command(name: str, message: str, **properties: str | int) -> str:
    """A command for the log, on one line, in the service's own way of writing what would end it early."""
    said = ",".join(f"{key}={_property(str(value))}" for key, value in properties.items())
    return f"::{name} {said}::{_data(clean_text(message))}"


def annotations(
    folder: Path, sources: Mapping[str, StudentFile], checks: Sequence[QuestionCheck], console: Console
) -> None:
    """Print one remark for each file that cannot be read or imports too much, and for each question that fails.

    The service shows so many of a step's and drops the others without a word, so the last one says where those stand.
    """
    shown = {"error": 0, "warning": 0}
    left = 0
    for kind, line in [*_of_sources(sources), *_of_questions(folder, sources, checks)]:
        if shown[kind] < SHOWN:
            shown[kind] += 1
            _say(console, line)
        else:
            left += 1
    if left:
        text = _("{count} more remarks stand in the summary of this run: there is no room for them here.")
        _say(console, command("notice", text.format(count=left)))


def _of_sources(sources: Mapping[str, StudentFile]) -> Iterator[tuple[str, str]]:
    """Kind and command of each remark about a file itself."""
    for source in sources.values():
        kind = "error" if source.unreadable else "warning"
        for remark in source.remarks:
            place: dict[str, str | int] = {} if source.missing else {"file": source.name, "line": remark.line or 1}
            yield kind, command(kind, remark.text, **place, title=source.name)


def _of_questions(
    folder: Path, sources: Mapping[str, StudentFile], checks: Sequence[QuestionCheck]
) -> Iterator[tuple[str, str]]:
    for check in checks:
        outcome = check.first_failing
        if outcome is not None and check.status != "not_implemented":
            file, line = _place(folder, check.question, outcome, sources)
            message = str(outcome.explanation) or status_label(outcome.status)
            title = f"{check.question.id}: {outcome.test.title}"
            yield "error", command("error", message, file=file, line=line, title=title)


def add_to_summary(markdown: str) -> None:
    """Add to the file that the service has named for the summary of a step, if it has.

    Raises:
        UsageError: That file cannot be written.
    """
    place = os.environ.get(SUMMARY)
    if not place:
        return
    try:
        with Path(place).open("a", encoding="utf-8") as file:
            file.write(markdown)
    except OSError as error:
        text = _("{path}: cannot be written ({problem}); it is named in {name}")
        raise UsageError(text.format(path=place, problem=error.strerror, name=SUMMARY)) from None


def summary(sources: Mapping[str, StudentFile], checks: Sequence[QuestionCheck]) -> str:
    """What is wrong with the files, a table of the questions, the first failing test of each: as Markdown."""
    passed = sum(check.status == "passed" for check in checks)
    text = _("{passed} of {count} questions pass their public tests.")
    rows = [
        (
            f"{escaped(str(check.question.title))} ({inline(check.question.id)})",
            number(check.question.points),
            check.passed,
            escaped(status_label(check.status)),
        )
        for check in checks
    ]
    parts = [
        f"### {text.format(passed=passed, count=len(checks))}",
        *(fenced(clean_text(line)) for source in sources.values() for line in source.lines()),
        table((_("question"), _("points"), _("tests"), _("status")), rows, right=[1, 2]),
    ]
    for check in checks:
        if check.first_failing is not None and check.status != "not_implemented":
            parts += _told(check.question, check.first_failing)
    return "\n\n".join(parts) + "\n"


def _told(question: Question, outcome: TestOutcome) -> Iterator[str]:
    yield f"#### {inline(question.id)} {escaped(str(outcome.test.title))}"
    yield fenced(clean_text(str(outcome.explanation)) or status_label(outcome.status))
    if question.hints:
        yield _("Next: {command}").format(command=inline(f"autograder hint {question.id}"))


def _place(
    folder: Path, question: Question, outcome: TestOutcome, sources: Mapping[str, StudentFile]
) -> tuple[str, int]:
    """The innermost line of the student's that the message names, else where the question's function begins."""
    named = [(file, int(line)) for file, line in _PLACE.findall(outcome.explanation.en) if file in sources]
    if named:
        return named[-1]
    assert question.file is not None  # every question that tests grade has both
    assert question.function is not None
    return question.file, _line_of(folder / question.file, question.function)


def _line_of(path: Path, function: str) -> int:
    """The line of a function (dotted for methods) in a file that Python can read; 1 if it is not there."""
    try:
        body = ast.parse(path.read_bytes()).body
    except (OSError, SyntaxError, ValueError):
        return 1
    line = 1
    for name in function.split("."):
        found = next((n for n in reversed(body) if isinstance(n, _NAMED) and n.name == name), None)  # as Python has it
        if found is None:
            return line
        line, body = found.lineno, found.body
    return line


_NAMED = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _say(console: Console, line: str) -> None:
    """A line as it is, however narrow the terminal."""
    console.print(Cell(line), soft_wrap=True)
