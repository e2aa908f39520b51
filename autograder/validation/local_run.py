"""Runs the tests of an assignment as its students would, outside the sandbox, and compares with what the sandbox says.

`run_locally` starts pytest for one submission, as `autograder check` does. A `Laptop` runs many, one after another: to
start Python, NumPy and pytest and to collect the tests takes longer than most suites do, so it does that once, in a
process that forks for each submission.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import IO

import pytest

from autograder.authoring.build import write
from autograder.authoring.course import AssignmentSource
from autograder.authoring.test_files import keepers, read_test_files
from autograder.errors import GraderError
from autograder.model.results import Record, Status, worst
from autograder.student.runner import run_tests
from autograder.testing.plugin import INFO
from autograder.testing.pytest_args import environment, run_pytest
from autograder.testing.report_log import read_report

__all__ = ["Laptop", "comparable", "disagreements", "run_locally", "serve_tests"]

SECONDS = 15.0
"""Wall time that one test may take on the laptop."""

SHORT_SECONDS = 2.0
"""The same where the sandbox has already said that there is no end."""

ONLY_SLOW = ("memory", "timeout")
"""In the sandbox, and on a laptop, which has no memory limit: what asks for far too much only gets slow there."""

NOT_NEEDED = ("-p", "no:cacheprovider", "-p", "no:unraisableexception")
"""Plugins of pytest that take time at the end of a run and say nothing of a test."""

SERVE = "import sys; from autograder.validation.local_run import serve_tests; serve_tests(sys.argv[1:])"
"""The program of the process behind a `Laptop`."""


def run_locally(
    source: AssignmentSource,
    built: Mapping[str, bytes],
    files: Mapping[str, str | bytes],
    hidden: bool = True,
    endless: Collection[str] = (),
) -> dict[str, Status]:
    """Run a submission as its student would, in the assignment's folder; the status of every test by its id.

    Args:
        source: The assignment.
        built: What `build` makes of it.
        files: What is handed in; files that are not in it are missing.
        hidden: Whether the hidden tests run too.
        endless: Questions whose tests are not expected to end; they get little time.
    """
    questions = [question.id for question in source.assignment.auto()]
    with tempfile.TemporaryDirectory(prefix="autograder-") as scratch:
        bundle = _lay_out(source, built, Path(scratch), hidden)
        _put_files(source, bundle, files)
        runs = [
            ([id for id in questions if id not in endless], SECONDS),
            ([id for id in questions if id in endless], SHORT_SECONDS),
        ]
        names = source.assignment.files()
        outcomes = [one for ids, seconds in runs if ids for one in run_tests(bundle, ids, names, seconds)]
        return {one.test.id: one.status for one in outcomes}


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
        self._bundle = _lay_out(source, built, Path(self._scratch.name))
        self._report = Path(self._scratch.name) / "report.jsonl"
        test_files = [*read_test_files(source, "public"), *read_test_files(source, "hidden")]
        self._tests = {test.info.id: test.info.question for test_file in test_files for test in test_file.tests}
        options = [*NOT_NEEDED, f"--autograder-report={self._report}", f"--autograder-timeout={SECONDS:g}"]
        self._complaints = (Path(self._scratch.name) / "complaints.txt").open("w+b")  # hanging tests write there too
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-c", SERVE, *options],
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
        _put_files(self._source, self._bundle, files)
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


def serve_tests(options: list[str]) -> None:
    """Collect the tests of the bundle in the current folder, then run them whenever asked.

    Each line of input is the JSON of a question, or of null for all; a line of output says that its tests have run. The
    submission is what lies in the folder then.

    Args:
        options: For pytest.
    """
    asked, answers = (os.fdopen(os.dup(descriptor), mode) for descriptor, mode in ((0, "r"), (1, "w")))
    nothing = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1):  # whatever tests and answers read and print there
        os.dup2(nothing, descriptor)
    run_pytest(options, _ForkingLoop(asked, answers))


class _ForkingLoop:
    """Stands in for pytest's loop over the tests."""

    def __init__(self, asked: IO[str], answers: IO[str]) -> None:
        self._asked = asked
        self._answers = answers

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Serve until the input ends."""
        for line in self._asked:
            question = json.loads(line)
            pid = os.fork()
            if pid == 0:
                _run_and_exit([item for item in session.items if question in (None, item.stash[INFO].question)])
            os.waitpid(pid, 0)
            print("done", file=self._answers, flush=True)
        return True


def _run_and_exit(items: list[pytest.Item]) -> None:
    """One run, in the fork."""
    try:
        for item, following in zip(items, [*items[1:], None], strict=True):
            item.ihook.pytest_runtest_protocol(item=item, nextitem=following)
    finally:
        os._exit(0)


def _statuses(report: Path) -> dict[str, Status]:
    """The worst status among the cases of each test; none for a test of which a case has no end."""
    seen: dict[str, list[Status]] = {}
    open_cases: dict[str, str] = {}
    for line in read_report(report.read_bytes().splitlines()) if report.is_file() else ():
        if line.kind == "started":
            open_cases[line.case] = line.test.id
        elif line.outcome is not None:
            open_cases.pop(line.case, None)
            seen.setdefault(line.test.id, []).append(line.outcome.status)
    return {test: worst(statuses) for test, statuses in seen.items() if test not in open_cases.values()}


def _lay_out(source: AssignmentSource, built: Mapping[str, bytes], into: Path, hidden: bool = True) -> Path:
    """Write the assignment's folder below `into`, without the files that students write, and return it."""
    bundle = into / source.id
    write({name: data for name, data in built.items() if name not in source.assignment.files()}, bundle)
    if hidden:
        shutil.copytree(source.folder / "tests" / "hidden", bundle / "tests" / "hidden")
    return bundle


def _put_files(source: AssignmentSource, bundle: Path, files: Mapping[str, str | bytes]) -> None:
    """Put what is handed in where students write it; what is missing there is missing here."""
    for name in source.assignment.files():
        (bundle / name).unlink(missing_ok=True)
    for name, text in files.items():
        (bundle / name).write_bytes(text if isinstance(text, bytes) else text.encode())


def comparable(source: AssignmentSource) -> frozenset[str]:
    """Ids of the tests that say the same on both: not those of speed, nor those that need the reference."""
    found: set[str] = set()
    for test_file in (*read_test_files(source, "public"), *read_test_files(source, "hidden")):
        keep = keepers(test_file)
        tests = [test for test in test_file.tests if "speed" not in test.fixtures and test.function in keep]
        found |= {test.info.id for test in tests}
    return frozenset(found)


def disagreements(
    record: Record, local: Mapping[str, Status], tests: frozenset[str]
) -> Iterable[tuple[str, Status, Status | None]]:
    """The tests with another status on the laptop than in the sandbox: id, status there, status on the laptop."""
    for question in record.questions:
        hangs = any(test.status == "timeout" for test in question.tests)
        for test in (test for test in question.tests if test.id in tests):
            found = local.get(test.id)
            given_up = hangs and found == "timeout"  # a laptop does so after two hangs, before it has run every test
            # A laptop has more patience than a grader: what took too long there may come to an end here.
            if found != test.status and test.status != "timeout" and not given_up and (test.status, found) != ONLY_SLOW:
                yield test.id, test.status, found
