"""Run the tests of an assignment outside of the sandbox, as students do, and compare the results with the sandbox.

`run_locally` starts pytest for one submission, as `autograder check` does. A `Laptop` runs many submissions in turn.
Starting Python, NumPy and pytest and collecting the tests takes longer than most suites run, so a `Laptop` does that
once, in a process that forks for each submission.
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
from autograder.sandbox.lockdown import die_with_parent
from autograder.student.runner import run_tests
from autograder.testing.plugin import INFO
from autograder.testing.pytest_args import environment, run_pytest
from autograder.testing.report_log import read_report

__all__ = ["Laptop", "comparable", "disagreements", "run_locally", "serve_tests"]

SECONDS = 15.0
"""Wall time that one test may take on the laptop."""

SHORT_SECONDS = 2.0
"""Wall time for tests that are expected to hang."""

SLOW_ONLY_LOCALLY = ("memory", "timeout")
"""A pair that may differ, in the sandbox and on a laptop: without a memory limit, too large an array is only slow."""

NOT_NEEDED = ("-p", "no:cacheprovider", "-p", "no:unraisableexception")
"""Options that disable pytest plugins which only cost time at the end of a run."""

SERVE = "import sys; from autograder.validation.local_run import serve_tests; serve_tests(sys.argv[1:])"
"""Program of the process behind a `Laptop`."""


def run_locally(
    source: AssignmentSource,
    built: Mapping[str, bytes],
    files: Mapping[str, str | bytes],
    hidden: bool = True,
    endless: Collection[str] = (),
    free: bool = False,
) -> dict[str, Status]:
    """Run a submission in the assignment's folder, as a student does.

    Args:
        source: The assignment.
        built: Path -> content of the generated assignment folder.
        files: File -> content of the submission; other student files are missing.
        hidden: Whether to run the hidden tests too.
        endless: Questions whose tests are expected to hang; they get a short time limit.
        free: Whether the code may do what grading refuses, because it watches the tests for us.

    Returns:
        Test id -> status.
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
        outcomes = [one for ids, seconds in runs if ids for one in run_tests(bundle, ids, names, seconds, free=free)]
        return {one.test.id: one.status for one in outcomes}


class Laptop:
    """Run submissions in a student's folder that also has the hidden tests, using one warm process.

    If a submission ends the process or a test hangs, the submission runs again with `run_locally`, which continues
    after both.

    Args:
        source: The assignment.
        built: Path -> content of the generated assignment folder.
        as_student: Whether to run the public tests alone and with grading's rules, as `autograder check` does.
    """

    def __init__(self, source: AssignmentSource, built: Mapping[str, bytes], as_student: bool = False) -> None:
        self._source = source
        self._built = built
        self._scratch = tempfile.TemporaryDirectory(prefix="autograder-")
        self._hidden = not as_student
        self._bundle = _lay_out(source, built, Path(self._scratch.name), self._hidden)
        self._report = Path(self._scratch.name) / "report.jsonl"
        test_files = [*read_test_files(source, "public"), *(read_test_files(source, "hidden") if self._hidden else ())]
        self._tests = {test.info.id: test.info.question for test_file in test_files for test in test_file.tests}
        options = [*NOT_NEEDED, f"--autograder-report={self._report}", f"--autograder-timeout={SECONDS:g}"]
        if as_student:
            options += ["-p", "autograder.student.pytest_plugin"]
        self._stderr = (Path(self._scratch.name) / "stderr.txt").open("w+b")  # hanging tests write there too
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-c", SERVE, *options],
            cwd=self._bundle,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._stderr,
            env=environment(),
            text=True,
        )

    def run(self, files: Mapping[str, str], question: str | None = None) -> dict[str, Status]:
        """Run the tests of a submission.

        Args:
            files: File -> content of the submission.
            question: Run only this question's tests; None for all.

        Returns:
            Test id -> status.

        Raises:
            GraderError: The warm process has ended.
        """
        _put_files(self._source, self._bundle, files)
        self._report.unlink(missing_ok=True)
        self._ask(question)
        found = _statuses(self._report)
        expected = {test for test, own in self._tests.items() if question in (None, own)}
        return found if found.keys() == expected else run_locally(self._source, self._built, files, self._hidden)

    def close(self) -> None:
        """End the process and remove the folder."""
        self._process.kill()
        self._process.wait()
        for file in (self._process.stdin, self._process.stdout, self._stderr):
            if file:
                file.close()
        self._scratch.cleanup()

    def _ask(self, question: str | None) -> None:
        """Make the process run the tests, and wait until it has."""
        assert self._process.stdin
        assert self._process.stdout
        try:
            print(json.dumps(question), file=self._process.stdin, flush=True)
            ended = not self._process.stdout.readline()
        except BrokenPipeError:
            ended = True
        if ended:
            self._stderr.seek(0)
            last = self._stderr.read().decode("utf-8", "replace").strip().rpartition("\n")[2]
            raise GraderError(f"the process that runs tests locally has ended: {last}")


def serve_tests(options: list[str]) -> None:
    """Collect the tests of the bundle in the current folder, then run them once per line of input.

    A line of input is the JSON of a question id, or null for all questions. After its tests have run, a line of output
    follows. The submission is the content of the folder at that time.

    Args:
        options: Options for pytest.
    """
    requests, replies = (os.fdopen(os.dup(descriptor), mode) for descriptor, mode in ((0, "r"), (1, "w")))
    nothing = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1):  # tests and submissions must not read requests or write replies
        os.dup2(nothing, descriptor)
    run_pytest(options, _ForkingLoop(requests, replies))


class _ForkingLoop:
    """Replace pytest's loop over the tests with a loop over requests."""

    def __init__(self, requests: IO[str], replies: IO[str]) -> None:
        self._requests = requests
        self._replies = replies

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Run the requested tests in a fork for each line of input, until the input ends."""
        for line in self._requests:
            question = json.loads(line)
            parent = os.getpid()
            pid = os.fork()
            if pid == 0:
                die_with_parent(parent)
                _run_and_exit([item for item in session.items if question in (None, item.stash[INFO].question)])
            os.waitpid(pid, 0)
            print("done", file=self._replies, flush=True)
        return True


def _run_and_exit(items: list[pytest.Item]) -> None:
    """Run the tests in the fork, then exit."""
    try:
        for item, following in zip(items, [*items[1:], None], strict=True):
            item.ihook.pytest_runtest_protocol(item=item, nextitem=following)
    finally:
        os._exit(0)


def _statuses(report: Path) -> dict[str, Status]:
    """Return the worst status among the cases of each test; leave out tests with a case that did not end."""
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
    """Write the assignment's folder below `into`, without the students' files; return its path."""
    bundle = into / source.id
    write({name: data for name, data in built.items() if name not in source.assignment.files()}, bundle)
    if hidden:
        shutil.copytree(source.folder / "tests" / "hidden", bundle / "tests" / "hidden")
    return bundle


def _put_files(source: AssignmentSource, bundle: Path, files: Mapping[str, str | bytes]) -> None:
    """Replace the students' files in the bundle with those of the submission."""
    for name in source.assignment.files():
        (bundle / name).unlink(missing_ok=True)
    for name, text in files.items():
        (bundle / name).write_bytes(text if isinstance(text, bytes) else text.encode())


def comparable(source: AssignmentSource) -> frozenset[str]:
    """Return the ids of tests that must agree on both sides.

    Speed tests and tests that need the reference are left out.

    Args:
        source: The assignment.
    """
    found: set[str] = set()
    for test_file in (*read_test_files(source, "public"), *read_test_files(source, "hidden")):
        keep = keepers(test_file)
        tests = [test for test in test_file.tests if "speed" not in test.fixtures and test.function in keep]
        found |= {test.info.id for test in tests}
    return frozenset(found)


def disagreements(
    record: Record, local: Mapping[str, Status], tests: frozenset[str]
) -> Iterable[tuple[str, Status, Status | None]]:
    """Yield the tests whose status differs between sandbox and laptop.

    Args:
        record: The record of the sandbox.
        local: Test id -> status on the laptop.
        tests: Ids of the tests to compare.

    Yields:
        Test id, status in the sandbox, and status on the laptop (None if it did not run there).
    """
    for question in record.questions:
        hangs = any(test.status == "timeout" for test in question.tests)
        for test in (test for test in question.tests if test.id in tests):
            found = local.get(test.id)
            skipped = hangs and found == "timeout"  # a laptop skips a question's remaining tests after two timeouts
            # A laptop has longer time limits: a test that timed out in the sandbox may finish here.
            if (
                found != test.status
                and test.status != "timeout"
                and not skipped
                and (test.status, found) != SLOW_ONLY_LOCALLY
            ):
                yield test.id, test.status, found
