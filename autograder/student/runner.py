"""Runs a bundle's tests in processes of their own, so that a hang or a crash costs one test.

A process reports each test as it starts and as it ends (`--autograder-report`). When it dies in the middle of one, that
test is marked and a new process goes on with the rest.
"""

import os
import signal
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import msgspec

from autograder.errors import UsageError
from autograder.i18n import _, in_both
from autograder.model.results import Status, worst
from autograder.model.text import Text, clean_text
from autograder.student.places import innermost
from autograder.student.process import CaseLine, Child
from autograder.testing.findings import Frame

__all__ = ["PATIENCE", "Checked", "run_tests"]

PATIENCE = 2
"""Tests of one question that may run into their limit before the rest of them are not tried."""

_FINISHED = frozenset({0, 1, 5})  # pytest: all passed, some failed, none (left) to run


@dataclass(frozen=True)
class Checked:
    """One test after its run, all its cases together; message and output are those of the first case that failed."""

    id: str
    question: str
    title: Text
    status: Status
    message: Text
    seconds: float
    case: str = ""
    printed: str = ""


@dataclass
class _Run:
    """What the processes of one check have reported so far."""

    tests: dict[str, Checked] = field(default_factory=dict)
    planned: dict[str, CaseLine] = field(default_factory=dict)
    open: CaseLine | None = None

    def take(self, line: CaseLine) -> None:
        """Add one line of the report."""
        if line.plan:
            self.planned[line.id] = line
        elif line.start:
            self.open = line
        elif line.end:
            self.open = None
            self._end(line)
        elif self.tests[line.id].case == line.case:
            self.tests[line.id] = replace(self.tests[line.id], printed=clean_text(line.printed))

    def close(self, status: Status, message: Text) -> None:
        """The process died in the middle of a test."""
        assert self.open is not None
        self._end(msgspec.structs.replace(self.open, status=status, message=message))
        self._give_up(self.open.question)
        self.open = None

    def _give_up(self, question: str) -> None:
        """After some tests of a question that did not end, do not wait for the rest of them."""
        if sum(test.question == question and test.status == "timeout" for test in self.tests.values()) < PATIENCE:
            return
        message = Text(**in_both(lambda: _("Not run: other tests of this question did not end.")))
        for id, plan in self.planned.items():
            if plan.question == question and id not in self.tests:
                self._end(msgspec.structs.replace(plan, status="timeout", message=message))

    def _end(self, line: CaseLine) -> None:
        before = self.tests.get(line.id)
        case = Checked(
            line.id, line.question, self.planned[line.id].title, line.status, line.message, line.seconds, line.end
        )
        if before is None:
            self.tests[line.id] = case
            return
        told = before if before.status != "passed" else case
        status = worst([before.status, case.status])
        self.tests[line.id] = replace(told, status=status, seconds=before.seconds + case.seconds)


def run_tests(
    folder: Path,
    questions: Iterable[str],
    files: Sequence[str],
    seconds: float,
    started: Callable[[str], None] = lambda question: None,
) -> list[Checked]:
    """Run the public tests of some questions.

    Args:
        folder: The unzipped assignment, with its `pytest.ini`.
        questions: Ids of the questions.
        files: The student's files, in which the line of a hang or a crash is looked for.
        seconds: Wall time that one test may take.
        started: Told the question of each test as it starts.

    Raises:
        UsageError: The tests cannot be started at all.
    """
    folder = folder.resolve()  # as tracebacks name it
    places = {name: folder / name for name in files}
    selection = [f"--autograder-question={question}" for question in questions]
    run = _Run()

    def follow(line: CaseLine) -> None:
        run.take(line)
        if line.start:
            started(line.question)

    while True:
        with tempfile.TemporaryDirectory(prefix="autograder-") as scratch:
            known = len(run.tests)
            child = Child(folder, Path(scratch), [*selection, f"--autograder-timeout={seconds:g}"], run.tests)
            code = child.follow(follow, seconds)
            if run.open is None and code in _FINISHED:
                return [_with_short_paths(test, folder) for test in run.tests.values()]
            if run.open is not None:
                run.close(*_verdict(child, code, seconds, places))
            elif len(run.tests) == known:
                raise UsageError(_cannot_start(child, code))


def _with_short_paths(test: Checked, folder: Path) -> Checked:
    """Files of the student's folder by their names alone."""
    prefix = f"{folder}{os.sep}"
    return replace(test, message=Text(test.message.en.replace(prefix, ""), test.message.ko.replace(prefix, "")))


def _verdict(child: Child, code: int, seconds: float, files: Mapping[str, Path]) -> tuple[Status, Text]:
    """What to say of the test in the middle of which the process died."""
    dump = child.dump()
    place = innermost(dump, files)
    if child.stopped_by_us or "Timeout (" in dump:
        return "timeout", Text(**in_both(lambda: _too_long(seconds, place)))
    return "crashed", Text(**in_both(lambda: _crashed(code, place)))


def _too_long(seconds: float, place: Frame | None) -> str:
    text = _("Stopped after {seconds} seconds.").format(seconds=f"{seconds:g}")
    if place is None:
        return text + " " + _("Is there a loop that never ends, or far more work than needed?")
    found, question = _("This line was still running:"), _("Does the loop there ever end?")
    return f"{text} {found}\n{place}\n{question}"


def _crashed(code: int, place: Frame | None) -> str:
    text = _("The code ended the whole Python process ({how}).").format(how=_how(code))
    found = _("It happened here:")
    return f"{text} {found}\n{place}" if place else text


def _how(code: int) -> str:
    """An exit code in words: the signal's name on POSIX, the number as Windows writes it elsewhere."""
    if code < 0:
        names = {number.value: number.name for number in signal.Signals}
        return names.get(-code, str(-code))
    return _("exit code {code}").format(code=hex(code) if code > 255 else code)


def _cannot_start(child: Child, code: int) -> str:
    lines = [line for line in clean_text(child.output(), 20_000).splitlines() if line.strip()]
    text = _("The tests could not be started (pytest ended with code {code}). Unzip the assignment again? It said:")
    return "\n".join([text.format(code=code), *(f"    {line}" for line in lines[-12:])])
