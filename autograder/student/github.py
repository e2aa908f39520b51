"""Report a check on GitHub: annotations at the lines concerned, and a summary of the run.

GitHub executes commands in the log, such as `::error::`, and a student's code may print one. Output for people is
therefore wrapped in `stop-commands` with a random token that re-enables commands.
"""

import ast
import os
import re
import secrets
from collections.abc import Collection, Iterator, Mapping, Sequence
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

__all__ = ["SUMMARY", "add_to_summary", "annotations", "command", "commands_disabled", "summary"]

SUMMARY = "GITHUB_STEP_SUMMARY"
"""Environment variable with the path of the step summary file."""

SHOWN = 10
"""Maximum number of annotations of a kind (error, warning, notice) that GitHub shows for one step."""

_PLACE = re.compile(r"^\s+(\w+\.py), line (\d+)", re.MULTILINE)
"""A file and line in the English text of a finding."""


@contextmanager
def commands_disabled(console: Console) -> Iterator[None]:
    """Disable log commands inside the block, so that printed text is shown as is."""
    token = secrets.token_hex(16)
    _print_line(console, f"::stop-commands::{token}")
    try:
        yield
    finally:
        _print_line(console, f"\n::{token}::")


def command(name: str, message: str, **properties: str | int) -> str:
    """Return a log command on one line, with newlines and separators escaped.

    Args:
        name: Name of the command, for example `error`.
        message: Text to show; control characters are removed.
        properties: Properties of the command, for example `file` and `line`.
    """
    shown = ",".join(f"{key}={_property(str(value))}" for key, value in properties.items())
    return f"::{name} {shown}::{_data(clean_text(message))}"


def annotations(
    folder: Path, sources: Mapping[str, StudentFile], checks: Sequence[QuestionCheck], console: Console
) -> None:
    """Print an annotation for each unreadable file, each import that is not allowed and each failing question.

    GitHub shows `SHOWN` annotations of a kind and drops the others silently. If some are left out, a final notice
    points to the summary, which lists all.

    Args:
        folder: The assignment folder.
        sources: The student's files by name.
        checks: The result of each question.
        console: Console to write to.
    """
    shown = {"error": 0, "warning": 0}
    left = 0
    for kind, line in [*_of_sources(sources), *_of_questions(folder, sources, checks)]:
        if shown[kind] < SHOWN:
            shown[kind] += 1
            _print_line(console, line)
        else:
            left += 1
    if left:
        text = _("{count} more messages are listed in the summary of this run.")
        _print_line(console, command("notice", text.format(count=left)))


def _of_sources(sources: Mapping[str, StudentFile]) -> Iterator[tuple[str, str]]:
    """Yield the kind and the log command of each remark about a file itself."""
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
    """Append Markdown to the step summary of GitHub; do nothing elsewhere.

    Raises:
        UsageError: The summary file cannot be written.
    """
    place = os.environ.get(SUMMARY)
    if not place:
        return
    try:
        with Path(place).open("a", encoding="utf-8") as file:
            file.write(markdown)
    except OSError as error:
        text = _("{path}: cannot write the step summary ({problem}); check the variable {name}")
        raise UsageError(text.format(path=place, problem=error.strerror, name=SUMMARY)) from None


def summary(
    sources: Mapping[str, StudentFile],
    checks: Sequence[QuestionCheck],
    written: Sequence[Question] = (),
    empty: Collection[str] = (),
) -> str:
    """Return Markdown with the remarks about files, a table of questions and the first failing test of each.

    Args:
        sources: The student's files by name.
        checks: The result of each question with tests.
        written: The written questions, which a person grades.
        empty: Ids of those without an answer.
    """
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
    rows += [_written_row(question, question.id in empty) for question in written]
    parts = [
        f"### {text.format(passed=passed, count=len(checks))}",
        *(fenced(clean_text(line)) for source in sources.values() for line in source.lines()),
        table((_("question"), _("points"), _("tests"), _("status")), rows, right=[1, 2]),
    ]
    for check in checks:
        if check.first_failing is not None and check.status != "not_implemented":
            parts += _failure_section(check.question, check.first_failing)
    return "\n\n".join(parts) + "\n"


def _written_row(question: Question, empty: bool) -> tuple[str, str, str, str]:
    said = _("no answer yet") if empty else _("answered; graded by hand")
    return f"{escaped(str(question.title))} ({inline(question.id)})", number(question.points), "–", escaped(said)


def _failure_section(question: Question, outcome: TestOutcome) -> Iterator[str]:
    yield f"#### {inline(question.id)} {escaped(str(outcome.test.title))}"
    yield fenced(clean_text(str(outcome.explanation)) or status_label(outcome.status))
    if question.hints:
        yield _("Next: {command}").format(command=inline(f"autograder hint {question.id}"))


def _place(
    folder: Path, question: Question, outcome: TestOutcome, sources: Mapping[str, StudentFile]
) -> tuple[str, int]:
    """Return the innermost student line that the message names, or else where the question's function begins."""
    named = [(file, int(line)) for file, line in _PLACE.findall(outcome.explanation.en) if file in sources]
    if named:
        return named[-1]
    assert question.file is not None  # auto-graded questions have both
    assert question.function is not None
    return question.file, _line_of(folder / question.file, question.function)


def _line_of(path: Path, function: str) -> int:
    """Return the line of a function (dotted for methods), or 1 if the file or the function cannot be found."""
    try:
        body = ast.parse(path.read_bytes()).body
    except (OSError, SyntaxError, ValueError):
        return 1
    line = 1
    for name in function.split("."):
        # The last definition of a name is the one that Python uses.
        found = next((n for n in reversed(body) if isinstance(n, _NAMED) and n.name == name), None)
        if found is None:
            return line
        line, body = found.lineno, found.body
    return line


_NAMED = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _print_line(console: Console, line: str) -> None:
    """Print a line without wrapping it."""
    console.print(Cell(line), soft_wrap=True)
