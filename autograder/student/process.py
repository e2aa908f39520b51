"""One process that runs a bundle's tests, followed through the report that it writes.

The report (`--autograder-report`) has a JSON line for each test that is planned, starts, ends or has printed something.
"""

import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import BinaryIO

import msgspec

from autograder.model.results import Status
from autograder.model.text import Text
from autograder.testing.pytest_args import environment

__all__ = ["DONE", "GRACE", "STARTUP", "CaseLine", "Child"]

DONE = "--autograder-done"
"""Option of the plugin in the process: a file with the ids of tests to leave out, one a line."""

STARTUP = 120.0
"""Seconds that Python, NumPy and pytest may take to start on a slow disk."""

GRACE = 10.0
"""Seconds after a test's limit at which a process that did not stop by itself is ended."""

_POLL = 0.01


class CaseLine(msgspec.Struct, frozen=True):
    """A line of the report: a test is planned; a test, or one case of it, starts or has ended; or what it printed."""

    id: str
    plan: bool = False
    start: str = ""
    end: str = ""
    printed: str = ""
    case: str = ""
    question: str = ""
    title: Text = Text("", "")
    status: Status = "passed"
    message: Text = Text("", "")
    seconds: float = 0.0


class Child:
    """A running process, with the files that it writes to.

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
        plugins = ["-p", "autograder.student.pytest_plugin", "-p", "no:cacheprovider"]
        # -P: like plain `pytest`, not to take a student's random.py for the standard library's
        command = [sys.executable, "-P", "-m", "pytest", "-q", *plugins, f"--autograder-report={self._report}"]
        with self._stdout.open("wb") as stdout, self._stderr.open("wb") as stderr:
            self._process = subprocess.Popen(
                [*command, f"{DONE}={self._done}", *options],
                cwd=folder,
                env={**environment(), "PYTHONIOENCODING": "utf-8"},
                stdin=subprocess.DEVNULL,
                stdout=stdout,
                stderr=stderr,
            )
        self.stopped_by_us = False

    def follow(self, take: Callable[[CaseLine], None], seconds: float) -> int:
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

    def _read(self, tail: "_Tail", take: Callable[[CaseLine], None], seconds: float) -> None:
        heard, patience = time.monotonic(), STARTUP + seconds
        ended = False
        while not ended:
            ended = self._has_ended()  # asked before reading, so that the last lines are read
            for line in tail.lines():
                heard, patience = time.monotonic(), seconds + GRACE if line.start else STARTUP + seconds
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


class _Tail:
    """Reads the whole lines of a file that another process appends to."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._rest = b""

    def lines(self) -> list[CaseLine]:
        """The lines that are complete since the last time."""
        *whole, self._rest = (self._rest + self._file.read()).split(b"\n")
        return [msgspec.json.decode(line, type=CaseLine) for line in whole if line]
