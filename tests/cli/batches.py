"""Run a batch in a separate process, which tests may stop, kill and start again."""

import subprocess
import sys
from pathlib import Path

from autograder.gradebook import FILE_NAME, Gradebook
from tests.grading.toy import make_assignment, submit

__all__ = ["SLOW", "Batch"]

AUTOGRADER = str(Path(sys.executable).with_name("autograder"))

SLOW = """
import time

def double(x):
    time.sleep(0.05)
    return x + x
"""
"""Right, and slow enough (without computing) that a batch of them can be interrupted.

It sleeps for half of what a test of the toy may sleep."""


class Batch:
    """Create a course with the toy assignment, a class of submissions and a results folder.

    Args:
        root: An empty folder.
        size: Number of submissions.
    """

    def __init__(self, root: Path, size: int = 4) -> None:
        self.course, self.handed_in, self.out = root / "course", root / "class", root / "results"
        self.source = make_assignment(self.course)
        self.secret = root / "secret"
        self.secret.write_bytes(b"b" * 32)
        self.secret.chmod(0o600)
        self.names = [f"s{number}" for number in range(size)]
        for name in self.names:
            submit(self.handed_in / name, toys=SLOW)

    def command(self, *more: str) -> list[str]:
        """Return the command that grades the class."""
        start = [AUTOGRADER, "grade", "toy", str(self.handed_in), "--course", str(self.course)]
        return [*start, "--out", str(self.out), "--secret", str(self.secret), "--jobs", "1", *more]

    def start(self, *more: str) -> subprocess.Popen[str]:
        """Start grading and wait until the first result is printed."""
        process = subprocess.Popen(self.command(*more), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        assert process.stdout is not None
        first = next((line for line in process.stdout if line.startswith("1/")), "")
        assert first, "nothing was graded: " + (process.stderr.read() if process.stderr else "")
        return process

    def finish(self, *more: str) -> subprocess.CompletedProcess[str]:
        """Grade the whole class."""
        return subprocess.run(self.command(*more), capture_output=True, text=True, timeout=300)

    def scores(self) -> dict[str, float]:
        """Return student -> score from the gradebook; require that no student appears twice."""
        with Gradebook(self.out / FILE_NAME) as book:
            found = [(entry.student, entry.record.score) for entry in book.entries()]
        assert len(found) == len(dict(found))
        return dict(found)
