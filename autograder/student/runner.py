"""Run a bundle's tests in separate processes, so that a hang or a crash costs one test.

Each process writes a report (`--autograder-report`) with a JSON line for every test that is planned, starts, ends or
printed something. If a process dies during a test, the test is marked and a new process runs the remaining tests.
"""

import linecache
import os
import re
import signal
import subprocess
import sys
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
from autograder.testing.outcome import MAX_TIMEOUTS, TestInfo, TestOutcome, given_up
from autograder.testing.pytest_args import environment
from autograder.testing.report_log import ReportLine, read_report

__all__ = ["DONE", "FREE", "run_tests", "student_command", "student_options"]

FREE = "--autograder-free"
"""Option of the pytest plugin: do not apply grading's rules to the student's code."""

DONE = "--autograder-done"
"""Option of the pytest plugin: a file with the ids of tests to skip, one per line."""

STARTUP = 120.0
"""Seconds that Python, NumPy and pytest may take to start; generous because of slow disks."""

GRACE = 10.0
"""Seconds after a test's time limit until the process is killed, if pytest's own timeout did not stop it."""

_POLL = 0.02
_FINISHED = frozenset({0, 1, 5})  # pytest: all passed, some failed, none (left) to run
_DUMPED = re.compile(r'  File "(?P<file>.*)", line (?P<line>\d+) in (?P<function>.+)$')
"""A frame in the output of `faulthandler`."""


@dataclass
class _Run:
    """Collect the reports of the processes of one check.

    Attributes:
        tests: Test id -> outcome of all its cases; the explanation is that of the first failing case.
        planned: Test id -> every test that is going to run.
        open: The report line of the case that has started and not ended.
    """

    tests: dict[str, TestOutcome] = field(default_factory=dict)
    planned: dict[str, TestInfo] = field(default_factory=dict)
    open: ReportLine | None = None

    def take(self, line: ReportLine) -> None:
        """Add one report line."""
        id = line.test.id
        if line.kind == "planned":
            self.planned[id] = line.test
        elif line.kind == "started":
            self.open = line
        elif line.kind == "named" and line.outcome is not None:
            if self.tests[id].case == line.case:
                self.tests[id] = replace(self.tests[id], explanation=line.outcome.explanation)
        elif line.outcome is not None:
            self.open = None
            self._add(line.outcome)
        elif self.tests[id].case == line.case:
            self.tests[id] = replace(self.tests[id], printed=clean_text(line.printed))

    def close(self, status: Status, message: Text) -> None:
        """Record that the process died during the open test."""
        assert self.open is not None
        self._add(TestOutcome(self.open.test, status, message, case=self.open.case))
        self._give_up(self.open.test.question)
        self.open = None

    def _give_up(self, question: str) -> None:
        """Mark the remaining tests of a question as timed out after `MAX_TIMEOUTS` timeouts."""
        own = [outcome for outcome in self.tests.values() if outcome.test.question == question]
        if sum(outcome.status == "timeout" for outcome in own) < MAX_TIMEOUTS:
            return
        for id, test in self.planned.items():
            if test.question == question and id not in self.tests:
                self._add(given_up(test))

    def _add(self, case: TestOutcome) -> None:
        before = self.tests.get(case.test.id)
        if before is None:
            self.tests[case.test.id] = case
            return
        shown = before if before.status != "passed" else case
        status = worst([before.status, case.status])
        self.tests[case.test.id] = replace(shown, status=status, cpu=max(before.cpu, case.cpu))


def run_tests(
    folder: Path,
    questions: Iterable[str],
    files: Sequence[str],
    seconds: float,
    started: Callable[[str], None] = lambda question: None,
    free: bool = False,
) -> list[TestOutcome]:
    """Run the public tests of some questions.

    Args:
        folder: The unzipped assignment, with its `pytest.ini`.
        questions: Ids of the questions.
        files: Names of the student's files; a hang or a crash is located in them.
        seconds: Wall time that one test may take.
        started: Called with the question of each test as it starts.
        free: Whether the student's code may do what grading refuses.

    Returns:
        One outcome per test, with all its cases.

    Raises:
        UsageError: The tests cannot be started; the message quotes pytest.
    """
    folder = folder.resolve()  # tracebacks contain the resolved path
    places = {name: folder / name for name in files}
    selection = [f"--autograder-question={question}" for question in questions] + ([FREE] if free else [])
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
    """Shorten paths in the student's folder to file names."""
    prefix = f"{folder}{os.sep}"
    return replace(outcome, explanation=outcome.explanation.changed(lambda text: text.replace(prefix, "")))


def _verdict(process: "_TestProcess", code: int, seconds: float, files: Mapping[str, Path]) -> tuple[Status, Text]:
    """Return status and message for the test during which the process died."""
    dump = process.dump()
    place = _innermost(dump, files)
    if process.killed or "Timeout (" in dump:
        return "timeout", Text.of(_too_long(seconds, place))
    return "crashed", Text.of(_crashed(code, place))


def _too_long(seconds: float, place: Frame | None) -> Renderable:
    text = Message("Stopped after {seconds} seconds.", seconds=f"{seconds:g}")
    if place is None:
        return Lines(text, Message("Check for an endless loop, or for far more work than needed."), separator=" ")
    found = Lines(text, Message("This line was still running:"), separator=" ")
    return Lines(found, place, Message("Check that the loop there ends."))


def _crashed(code: int, place: Frame | None) -> Renderable:
    text = Message("The code ended the whole Python process ({how}).", how=_how(code))
    return Lines(Lines(text, Message("It happened here:"), separator=" "), place) if place else text


def _how(code: int) -> Renderable:
    """Describe an exit code: the signal's name on POSIX, the (hexadecimal) number on Windows."""
    if code < 0:
        names = {number.value: number.name for number in signal.Signals}
        return names.get(-code, str(-code))
    return Message("exit code {code}", code=hex(code) if code > 255 else code)


def _cannot_start(process: "_TestProcess", code: int) -> str:
    lines = [line for line in clean_text(process.output(), 20_000).splitlines() if line.strip()]
    text = _("The tests could not be started (pytest exit code {code}). Unzip the assignment again. Output of pytest:")
    return "\n".join([text.format(code=code), *(f"    {line}" for line in lines[-12:])])


class _TestProcess:
    """Run tests in one process and read what it writes.

    Args:
        folder: The unzipped assignment.
        scratch: Empty folder for the report and the output.
        options: Options for pytest.
        done: Ids of tests to skip.
    """

    def __init__(self, folder: Path, scratch: Path, options: list[str], done: Iterable[str]) -> None:
        self._report, self._done = scratch / "report.jsonl", scratch / "done.txt"
        self._stdout, self._stderr = scratch / "stdout.txt", scratch / "stderr.txt"
        self._done.write_text("\n".join(done), encoding="utf-8")
        self._report.touch()
        with self._stdout.open("wb") as stdout, self._stderr.open("wb") as stderr:
            report = [f"--autograder-report={self._report}", f"{DONE}={self._done}"]
            self._process = _start_pytest(folder, [*report, *options], stdout, stderr)
        self.killed = False

    def follow(self, take: Callable[[ReportLine], None], seconds: float) -> int:
        """Read the report until the process has ended.

        Args:
            take: Called with each report line as it arrives.
            seconds: Wall time that one test may take; the process is killed if no line arrives for much longer.

        Returns:
            The exit code of the process.
        """
        try:
            with self._report.open("rb") as report:
                self._read(_Tail(report), take, seconds)
        finally:
            self._process.kill()
            self._process.wait()
        return self._process.returncode

    def _read(self, tail: "_Tail", take: Callable[[ReportLine], None], seconds: float) -> None:
        last_line, patience = time.monotonic(), STARTUP + seconds
        ended = False
        while not ended:
            ended = self._has_ended()  # checked before reading, so that the last lines are read
            for line in tail.lines():
                last_line = time.monotonic()
                patience = seconds + GRACE if line.kind == "started" else STARTUP + seconds
                take(line)
            if time.monotonic() - last_line > patience:
                self.killed = True
                return

    def _has_ended(self) -> bool:
        if self._process.poll() is not None:
            return True
        time.sleep(_POLL)  # `wait` with a time limit would look a dozen times meanwhile
        return False

    def output(self) -> str:
        """Return everything that pytest printed."""
        return self._stdout.read_text(encoding="utf-8", errors="replace") + self.dump()

    def dump(self) -> str:
        """Return stderr, which contains faulthandler's tracebacks, if any."""
        return self._stderr.read_text(encoding="utf-8", errors="replace")


def student_command(options: list[str]) -> tuple[list[str], dict[str, str]]:
    """Return the command that runs pytest with the bundle's plugin and the reporting plugin, and its environment.

    `-P` keeps the current folder off the import path, so that a student's `random.py` does not replace the standard
    library's. Garbage is collected from the first test on: while modules load there is none, and looking for it takes a
    quarter of the time. Matrices are multiplied by one thread, as in grading, so that CPU seconds compare.

    Args:
        options: More options for pytest.
    """
    start = "import gc; gc.disable(); from autograder.student.pytest_plugin import main; main()"
    command = [sys.executable, "-P", "-c", start, *student_options(options)]
    one = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"), "1")
    return command, {**environment(), **one, "PYTHONIOENCODING": "utf-8"}


def student_options(options: list[str]) -> list[str]:
    """Return all options for pytest, those given and those that `autograder check` always has."""
    return ["-q", "-p", "autograder.student.pytest_plugin", "-p", "no:cacheprovider", *options]


def _start_pytest(folder: Path, options: list[str], stdout: BinaryIO, stderr: BinaryIO) -> "subprocess.Popen[bytes]":
    """Start pytest in `folder`."""
    command, variables = student_command(options)
    return subprocess.Popen(command, cwd=folder, env=variables, stdin=subprocess.DEVNULL, stdout=stdout, stderr=stderr)


class _Tail:
    """Read complete lines of a file that another process appends to."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._rest = b""

    def lines(self) -> list[ReportLine]:
        """Return the lines completed since the last call."""
        *whole, self._rest = (self._rest + self._file.read()).split(b"\n")
        return read_report(whole)


def _innermost(dump: str, files: Mapping[str, Path]) -> Frame | None:
    """Find the student's line in a traceback of `faulthandler`.

    `faulthandler` writes the most recent call first and escapes non-ASCII characters of paths (`backslashreplace`).

    Args:
        dump: Output of `faulthandler`.
        files: Name -> path of the student's files.

    Returns:
        The most recent frame in one of `files`, with its source line; None if there is none.
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
