"""Runs many submissions as their students would, one after another, without starting pytest anew for each."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from autograder.authoring.course import AssignmentSource
from autograder.authoring.test_files import read_suites
from autograder.errors import GraderError
from autograder.model.results import Status, worst
from autograder.testing.pytest_args import environment
from autograder.validation.seams import SECONDS, lay_out, put_files, run_locally

__all__ = ["Laptop"]

NOT_NEEDED = ("-p", "no:cacheprovider", "-p", "no:unraisableexception")
"""Plugins of pytest that take time at the end of a run and say nothing of a test."""


class Laptop:
    """A folder as a student has it, with the hidden tests in it too, and a warm process that runs them.

    A submission that ends the process, or a test that does not end, is run once more as `autograder check` does it:
    that knows how to go on.

    Args:
        source: The assignment.
        built: What `build` makes of it.
    """

    def __init__(self, source: AssignmentSource, built: Mapping[str, bytes]) -> None:
        self._source = source
        self._built = built
        self._scratch = tempfile.TemporaryDirectory(prefix="autograder-")
        self._bundle = lay_out(source, built, Path(self._scratch.name))
        self._report = Path(self._scratch.name) / "report.jsonl"
        suites = [*read_suites(source, "public"), *read_suites(source, "hidden")]
        self._tests = {test.info.id: test.info.question for suite in suites for test in suite.tests}
        options = [*NOT_NEEDED, f"--autograder-report={self._report}", f"--autograder-timeout={SECONDS:g}"]
        self._complaints = (Path(self._scratch.name) / "complaints.txt").open("w+b")  # hanging tests write there too
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "autograder.validation.warm", *options],
            cwd=self._bundle,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._complaints,
            env=environment(),
            text=True,
        )

    def run(self, files: Mapping[str, str], question: str | None = None) -> dict[str, Status]:
        """The status of every test of a submission, by the test's id.

        Args:
            files: What is handed in.
            question: Only its tests run; None for all.

        Raises:
            GraderError: The warm process has ended.
        """
        put_files(self._source, self._bundle, files)
        self._report.unlink(missing_ok=True)
        self._ask(question)
        found = _statuses(self._report)
        expected = {test for test, own in self._tests.items() if question in (None, own)}
        return found if found.keys() == expected else run_locally(self._source, self._built, files)

    def close(self) -> None:
        """End the process and remove the folder."""
        self._process.kill()
        self._process.wait()
        for file in (self._process.stdin, self._process.stdout, self._complaints):
            if file:
                file.close()
        self._scratch.cleanup()

    def _ask(self, question: str | None) -> None:
        """Have the tests run, and wait for their end."""
        assert self._process.stdin
        assert self._process.stdout
        try:
            print(json.dumps(question), file=self._process.stdin, flush=True)
            ended = not self._process.stdout.readline()
        except BrokenPipeError:
            ended = True
        if ended:
            self._complaints.seek(0)
            last = self._complaints.read().decode("utf-8", "replace").strip().rpartition("\n")[2]
            raise GraderError(f"the process that runs tests locally has ended: {last}")


def _statuses(report: Path) -> dict[str, Status]:
    """The worst status among the cases of each test; none for a test of which a case has no end."""
    lines = [json.loads(line) for line in report.read_text(encoding="utf-8").splitlines()] if report.is_file() else []
    seen: dict[str, list[Status]] = {}
    open_cases: dict[str, str] = {}
    for line in lines:
        if "start" in line:
            open_cases[line["start"]] = line["id"]
        else:
            open_cases.pop(line["end"], None)
            seen.setdefault(line["id"], []).append(line["status"])
    return {test: worst(statuses) for test, statuses in seen.items() if test not in open_cases.values()}
