"""Run a bundle's tests in processes of their own, so that a hang or a crash costs one test.

A process reports each test as it starts and as it ends: its report (`--autograder-report`) has a JSON line for each
test that is planned, starts, ends or has printed something. When a process dies in the middle of a test, that test is
marked and a new process goes on with the rest.
"""

import linecache
import os
import re
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import BinaryIO

from autograder.errors import UsageError
from autograder.i18n import Lines, Message, Renderable, _
from autograder.model.results import Status, worst
from autograder.model.text import Text, clean_text
from autograder.testing.findings import Frame
from autograder.testing.outcome import TestInfo, TestOutcome
from autograder.testing.pytest_args import environment, pytest_command
from autograder.testing.report_log import ReportLine, read_report

__all__ = ["DONE", "run_tests"]

DONE = "--autograder-done"
"""Option of the plugin in the process: a file with the ids of tests to leave out, one a line."""

STARTUP = 120.0
"""Seconds that Python, NumPy and pytest may take to start on a slow disk."""

GRACE = 10.0
"""Seconds after a test's limit at which a process that did not stop by itself is ended."""

MAX_TIMEOUTS = 2
"""Tests of one question that may run into their limit before the rest of them are not tried."""

_POLL = 0.01
_FINISHED = frozenset({0, 1, 5})  # pytest: all passed, some failed, none (left) to run
_DUMPED = re.compile(r'  File "(?P<file>.*)", line (?P<line>\d+) in (?P<function>.+)$')
"""A frame in what `faulthandler` writes."""


@dataclass
class _Run:
    """What the processes of one check have reported so far.

    Attributes:
        tests: What came of each test, all its cases together: the first case that failed speaks.
        planned: Every test that there is to run.
        open: The start of the case that has not ended.
    """

    tests: dict[str, TestOutcome] = field(default_factory=dict)
    planned: dict[str, TestInfo] = field(default_factory=dict)
    open: ReportLine | None = None

    def take(self, line: ReportLine) -> None:
        """Add one line of the report."""
        id = line.test.id
        if line.kind == "planned":
            self.planned[id] = line.test
        elif line.kind == "started":
            self.open = line
        elif line.outcome is not None:
            self.open = None
            self._add(line.outcome)
        elif self.tests[id].case == line.case:
            self.tests[id] = replace(self.tests[id], printed=clean_text(line.printed))

    def close(self, status: Status, message: Text) -> None:
        """The process died in the middle of a test."""
        assert self.open is not None
        self._add(TestOutcome(self.open.test, status, message, case=self.open.case))
        self._give_up(self.open.test.question)
        self.open = None

    def _give_up(self, question: str) -> None:
        """After some tests of a question that did not end, do not wait for the rest of them."""
        own = [outcome for outcome in self.tests.values() if outcome.test.question == question]
        if sum(outcome.status == "timeout" for outcome in own) < MAX_TIMEOUTS:
            return
        message = Text.of(Message("Not run: other tests of this question did not end."))
        for id, test in self.planned.items():
            if test.question == question and id not in self.tests:
                self._add(TestOutcome(test, "timeout", message))

    def _add(self, case: TestOutcome) -> None:
        before = self.tests.get(case.test.id)
        if before is None:
            self.tests[case.test.id] = case
            return
        told = before if before.status != "passed" else case
        status = worst([before.status, case.status])
        self.tests[case.test.id] = replace(told, status=status, seconds=before.seconds + case.seconds)


def run_tests(
    folder: Path,
    questions: Iterable[str],
    files: Sequence[str],
    seconds: float,
    started: Callable[[str], None] = lambda question: None,
) -> list[TestOutcome]:
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

    def follow(line: ReportLine) -> None:
        run.take(line)
        if line.kind == "started":
            started(line.test.question)

    while True:
        with tempfile.TemporaryDirectory(prefix="autograder-") as scratch:
            known = len(run.tests)
            process = _TestProcess(folder, Path(scratch), [*selection, f"--autograder-timeout={seconds:g}"], run.tests)
            code = process.follow(follow, seconds)
            if run.open is None and code in _FINISHED:
                return [_with_short_paths(test, folder) for test in run.tests.values()]
            if run.open is not None:
                run.close(*_verdict(process, code, seconds, places))
            elif len(run.tests) == known:
                raise UsageError(_cannot_start(process, code))


def _with_short_paths(outcome: TestOutcome, folder: Path) -> TestOutcome:
    """Files of the student's folder by their names alone."""
    prefix = f"{folder}{os.sep}"
    return replace(outcome, explanation=outcome.explanation.changed(lambda text: text.replace(prefix, "")))


def _verdict(process: "_TestProcess", code: int, seconds: float, files: Mapping[str, Path]) -> tuple[Status, Text]:
    """Return status and message for the test in the middle of which the process died."""
    dump = process.dump()
    place = _innermost(dump, files)
    if process.stopped_by_us or "Timeout (" in dump:
        return "timeout", Text.of(_too_long(seconds, place))
    return "crashed", Text.of(_crashed(code, place))


def _too_long(seconds: float, place: Frame | None) -> Renderable:
    text = Message("Stopped after {seconds} seconds.", seconds=f"{seconds:g}")
    if place is None:
        return Lines(text, Message("Is there a loop that never ends, or far more work than needed?"), separator=" ")
    found = Lines(text, Message("This line was still running:"), separator=" ")
    return Lines(found, place, Message("Does the loop there ever end?"))


def _crashed(code: int, place: Frame | None) -> Renderable:
    text = Message("The code ended the whole Python process ({how}).", how=_how(code))
    return Lines(Lines(text, Message("It happened here:"), separator=" "), place) if place else text


def _how(code: int) -> Renderable:
    """An exit code in words: the signal's name on POSIX, the number as Windows writes it elsewhere."""
    if code < 0:
        names = {number.value: number.name for number in signal.Signals}
        return names.get(-code, str(-code))
    return Message("exit code {code}", code=hex(code) if code > 255 else code)


def _cannot_start(process: "_TestProcess", code: int) -> str:
    lines = [line for line in clean_text(process.output(), 20_000).splitlines() if line.strip()]
    text = _("The tests could not be started (pytest ended with code {code}). Unzip the assignment again? It said:")
    return "\n".join([text.format(code=code), *(f"    {line}" for line in lines[-12:])])


class _TestProcess:
    """One process that runs tests, with the files that it writes to.

    Args:
        folder: The unzipped assignment.
        scratch: An empty folder for the report and the output.
        options: For pytest.
        done: Ids of tests to leave out.
    """

    def __init__(self, folder: Path, scratch: Path, options: list[str], done: Iterable[str]) -> None:
        self._report, self._done = scratch / "report.jsonl", scratch / "done.txt"
        self._stdout, self._stderr = scratch / "stdout.txt", scratch / "stderr.txt"
        self._done.write_text("\n".join(done), encoding="utf-8")
        self._report.touch()
        with self._stdout.open("wb") as stdout, self._stderr.open("wb") as stderr:
            report = [f"--autograder-report={self._report}", f"{DONE}={self._done}"]
            self._process = _start_pytest(folder, [*report, *options], stdout, stderr)
        self.stopped_by_us = False

    def follow(self, take: Callable[[ReportLine], None], seconds: float) -> int:
        """Read the report until the process has ended; return its exit code.

        Args:
            take: Gets each line as it arrives.
            seconds: Wall time that one test may take; a process that says nothing for much longer is stopped.
        """
        try:
            with self._report.open("rb") as report:
                self._read(_Tail(report), take, seconds)
        finally:
            self._process.kill()
            self._process.wait()
        return self._process.returncode

    def _read(self, tail: "_Tail", take: Callable[[ReportLine], None], seconds: float) -> None:
        heard, patience = time.monotonic(), STARTUP + seconds
        ended = False
        while not ended:
            ended = self._has_ended()  # asked before reading, so that the last lines are read
            for line in tail.lines():
                heard, patience = time.monotonic(), seconds + GRACE if line.kind == "started" else STARTUP + seconds
                take(line)
            if time.monotonic() - heard > patience:
                self.stopped_by_us = True
                return

    def _has_ended(self) -> bool:
        try:
            self._process.wait(_POLL)
        except subprocess.TimeoutExpired:
            return False
        return True

    def output(self) -> str:
        """What pytest printed."""
        return self._stdout.read_text(encoding="utf-8", errors="replace") + self.dump()

    def dump(self) -> str:
        """What arrived on stderr: faulthandler's tracebacks, if it wrote any."""
        return self._stderr.read_text(encoding="utf-8", errors="replace")


def _start_pytest(folder: Path, options: list[str], stdout: BinaryIO, stderr: BinaryIO) -> "subprocess.Popen[bytes]":
    """Start pytest in `folder`, as a student would, with the plugin that reports beside the bundle's own."""
    plugins = ["-p", "autograder.student.pytest_plugin", "-p", "no:cacheprovider"]
    return subprocess.Popen(
        pytest_command([*plugins, *options]),
        cwd=folder,
        env={**environment(), "PYTHONIOENCODING": "utf-8"},
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        stderr=stderr,
    )


class _Tail:
    """Reads the whole lines of a file that another process appends to."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._rest = b""

    def lines(self) -> list[ReportLine]:
        """The lines that are complete since the last time."""
        *whole, self._rest = (self._rest + self._file.read()).split(b"\n")
        return read_report(whole)


def _innermost(dump: str, files: Mapping[str, Path]) -> Frame | None:
    """Find the student's own line in what `faulthandler` wrote as a process was stopped or died.

    Returns the most recent frame that lies in one of `files` (name -> path), with its line of source. `faulthandler`
    writes the most recent call first; the characters of a path that are not ASCII appear escaped, as `backslashreplace`
    does.
    """
    names = {_as_dumped(path): name for name, path in files.items()}
    for line in dump.splitlines():
        found = _DUMPED.match(line)
        if found and found["file"] in names:
            name, number = names[found["file"]], int(found["line"])
            linecache.checkcache(str(files[name]))
            source = linecache.getline(str(files[name]), number).strip()
            return Frame(name, number, found["function"], source)
    return None


def _as_dumped(path: Path) -> str:
    return str(path).encode("ascii", "backslashreplace").decode("ascii")
