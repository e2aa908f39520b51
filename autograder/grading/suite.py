"""The suite of one assignment, collected once, and run for one submission after another.

pytest collects the tests in this process; each submission is then graded in a fork of it, so that nothing of one
reaches the next and a fault costs one submission.
"""

import os
import pickle
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from autograder.errors import AssignmentError, GraderError
from autograder.grading.job import Job
from autograder.grading.provider import GradingProvider
from autograder.grading.score import Ran
from autograder.model.assignment import Assignment
from autograder.model.results import Timing
from autograder.sandbox.lockdown import die_with_parent
from autograder.sandbox.remote import RemoteSeam
from autograder.testing.embedded import options
from autograder.testing.outcomes import VERDICT, Verdict, verdict_of
from autograder.testing.plugin import INFO, PROVIDER

__all__ = ["Graded", "run_suite"]

Graded = tuple[list[Ran], Timing, dict[str, str]]
"""What one submission's run yields: every case, the seconds, the layers of isolation."""


def run_suite(folder: Path, provider: GradingProvider, jobs: Iterator[Job], done: Callable[[Graded], None]) -> None:
    """Collect the tests in `folder`, then grade every job and hand its outcome to `done`, in order.

    Raises:
        AssignmentError: The tests cannot be collected.
    """
    plugin = _Runner(provider, jobs, done)
    tests = [folder / "tests" / "public", folder / "tests" / "hidden"]
    arguments = [*options(folder, tests[0]), "--capture=no", "--strict-markers"]
    code = pytest.main([*arguments, *(str(path) for path in tests if path.is_dir())], plugins=[plugin])
    if plugin.failure is not None:
        raise plugin.failure
    if code not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
        raise AssignmentError(str(folder / "tests"), f"the tests could not be run ({code!r}): {plugin.reason()}")


class _Runner:
    """Stands in for pytest's loop over the tests."""

    def __init__(self, provider: GradingProvider, jobs: Iterator[Job], done: Callable[[Graded], None]) -> None:
        self.failure: AssignmentError | None = None
        self._provider = provider
        self._jobs = jobs
        self._done = done
        self._problems: list[str] = []
        self._patient = True

    def reason(self) -> str:
        """What went wrong while the tests were collected."""
        return "; ".join(self._problems) or "no test was found"

    @pytest.hookimpl(tryfirst=True)
    def pytest_configure(self, config: pytest.Config) -> None:
        """Bring our provider before the plugin looks for a folder."""
        config.stash[PROVIDER] = self._provider

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Remember why a file could not be collected."""
        if report.failed:
            self._problems.append(str(report.longrepr).strip().splitlines()[-1])

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Grade every job."""
        untested = _untested(self._provider.assignment, session.items)
        if self._problems or untested:
            problem = (
                f"they cannot be collected: {self.reason()}" if self._problems else f"there is none for {untested}"
            )
            self.failure = AssignmentError(str(session.config.rootpath / "tests"), problem)
            return True
        items = _in_order(self._provider.assignment, session.items)
        self._provider.load_reference()
        for job in self._jobs:
            self._done(self._graded(job, items))
        return True

    def _graded(self, job: Job, items: list[pytest.Item]) -> Graded:
        """One submission's outcome; where it is the zygote that failed, from a second try with a new one."""
        graded = self._tried(job, items)
        if any(one.verdict.status == "grader_error" for one in graded[0]) and self._provider.mended():
            return self._tried(job, items)
        return graded

    def _tried(self, job: Job, items: list[pytest.Item]) -> Graded:
        """One submission's outcome; where grading itself fails, every test of it is held."""
        try:
            return _in_a_fork(lambda: self._grade(job, items))
        except GraderError as error:
            ours = verdict_of(error)
            return [Ran(item.stash[INFO], ours) for item in items], Timing(0, 0, 0), {}

    def _grade(self, job: Job, items: list[pytest.Item]) -> Graded:
        start, own = time.monotonic(), time.process_time()
        seam = self._provider.start(job)
        ran: list[Ran] = []
        question = ""
        self._patient = True
        for item, following in zip(items, [*items[1:], None], strict=True):
            if item.stash[INFO].question != question:
                question = item.stash[INFO].question
                self._provider.next_question()
            ran.append(self._run(item, following, seam))
        worker, yardstick = self._provider.finish()
        oracle = time.process_time() - own + yardstick
        return ran, Timing(time.monotonic() - start, worker, oracle), seam.isolation

    def _run(self, item: pytest.Item, following: pytest.Item | None, seam: RemoteSeam) -> Ran:
        """One test; once more if it waited far more than it computed, since the machine may be to blame for that.

        A submission whose second try waits as long gets no other: it sleeps by itself.
        """
        before = seam.cpu
        verdict = _verdict(item, following)
        waited = seam.cpu - before < self._provider.assignment.limits.cpu / 2
        if verdict.status == "timeout" and waited and self._patient:
            before = seam.cpu
            verdict = _verdict(item, following)
            self._patient = verdict.status != "timeout"
        output = seam.output() if verdict.status != "passed" else ""
        return Ran(item.stash[INFO], verdict, output, seam.cpu - before)


def _verdict(item: pytest.Item, following: pytest.Item | None) -> Verdict:
    """One test, by pytest's own protocol."""
    item.stash[VERDICT] = verdict_of(GraderError("the test left no verdict"))
    item.ihook.pytest_runtest_protocol(item=item, nextitem=following)
    return item.stash[VERDICT]


def _untested(assignment: Assignment, items: list[pytest.Item]) -> str:
    """The questions that tests should grade and none does."""
    tested = {item.stash[INFO].question for item in items}
    return ", ".join(question.id for question in assignment.auto() if question.id not in tested)


def _in_order(assignment: Assignment, items: list[pytest.Item]) -> list[pytest.Item]:
    """By question, as the assignment has them; within one, public before hidden, as the files have them."""
    place = {question.id: index for index, question in enumerate(assignment.question)}
    return sorted(items, key=lambda item: (place[item.stash[INFO].question], item.stash[INFO].hidden))


def _in_a_fork(work: Callable[[], Graded]) -> Graded:
    """`work()` in a child process.

    Raises:
        GraderError: The child ended without an answer.
    """
    inward, outward = os.pipe()
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            die_with_parent()
            os.close(inward)
            with os.fdopen(outward, "wb") as pipe:
                pickle.dump(_outcome(work), pipe)
            code = 0
        finally:
            os._exit(code)
    os.close(outward)
    with os.fdopen(inward, "rb") as pipe:
        data = pipe.read()
    _, status = os.waitpid(pid, 0)
    if status or not data:
        raise GraderError(f"the process that graded a submission ended with status {os.waitstatus_to_exitcode(status)}")
    answer: Any = pickle.loads(data)  # our own fork wrote it; nothing of a submission's is in it but plain text
    if isinstance(answer, BaseException):
        raise answer
    return answer  # type: ignore[no-any-return]


def _outcome(work: Callable[[], Graded]) -> Graded | BaseException:
    try:
        return work()
    except Exception as error:
        return GraderError(f"{type(error).__name__}: {error}")
