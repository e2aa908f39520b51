"""The suite of one assignment, collected once, and run for one submission after another.

pytest collects the tests in this process; each submission is then graded in a fork of it, so that nothing of one
reaches the next and a fault costs one submission.
"""

import contextlib
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from autograder.errors import AssignmentError, GraderError
from autograder.grading.collecting import Collecting
from autograder.grading.diagnose import DIAGNOSED, Attempt, Diagnoser, Diagnosis, Trace
from autograder.grading.fork import in_a_fork
from autograder.grading.job import Job
from autograder.grading.provider import GradingProvider
from autograder.grading.run_lock import RunLock
from autograder.grading.scoring import Ran
from autograder.grading.worker_transport import WorkerTransport
from autograder.model.assignment import Assignment
from autograder.model.misconceptions import Misconception
from autograder.model.results import Timing, worst
from autograder.testing.observing import observing
from autograder.testing.plugin import INFO, PROVIDER
from autograder.testing.plugin.outcomes import VERDICT, Verdict, verdict_of
from autograder.testing.pytest_args import options
from autograder.testing.recording import Seen, same

__all__ = ["Graded", "Runner", "of_question", "run_suite", "run_tests"]


@dataclass(frozen=True)
class Graded:
    """What one submission's run yields.

    Attributes:
        ran: Every case of every test.
        timing: The seconds.
        isolation: The layers of the sandbox.
        traces: Question -> what its code did on inputs that are the same for everybody, where it went wrong.
        diagnoses: Question -> the mistake, where it has a name.
    """

    ran: list[Ran]
    timing: Timing
    isolation: dict[str, str]
    traces: dict[str, Trace] = field(default_factory=dict)
    diagnoses: dict[str, Diagnosis] = field(default_factory=dict)


def run_suite(
    folder: Path,
    provider: GradingProvider,
    jobs: Iterator[Job],
    done: Callable[[Graded], None],
    turns: RunLock,
    catalogue: Sequence[Misconception] = (),
) -> None:
    """Collect the tests in `folder`, then grade every job and hand its outcome to `done`, in order.

    Raises:
        AssignmentError: The tests cannot be collected.
    """
    run_tests(folder, _Grader(catalogue, provider, jobs, done, turns))


def run_tests(folder: Path, plugin: "Runner") -> None:
    """Collect the tests in `folder`, and let the plugin do with them what it is there for.

    Raises:
        AssignmentError: The tests cannot be collected.
    """
    tests = [folder / "tests" / "public", folder / "tests" / "hidden"]
    arguments = [*options(folder, tests[0]), "--capture=no", "--strict-markers"]
    code = pytest.main([*arguments, *(str(path) for path in tests if path.is_dir())], plugins=[plugin])
    if plugin.failure is not None:
        raise plugin.failure
    if code not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
        raise AssignmentError(str(folder / "tests"), f"the tests could not be run: pytest ended with code {int(code)}")


class Runner(Collecting):
    """Stands in for pytest's loop over the tests.

    Args:
        provider: Serves the tests.
        turns: Who runs beside whom.
    """

    def __init__(self, provider: GradingProvider, turns: RunLock) -> None:
        super().__init__()
        self.provider = provider
        self._turns = turns

    def serve(self, items: list[pytest.Item]) -> None:
        """Do what there is to do with the tests, which are in the assignment's order."""
        raise NotImplementedError

    @pytest.hookimpl(tryfirst=True)
    def pytest_configure(self, config: pytest.Config) -> None:
        """Bring our provider before the plugin looks for a folder."""
        config.stash[PROVIDER] = self.provider

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Serve, if every test could be collected and every question has some."""
        if self.failure is None and (untested := _untested(self.provider.assignment, session.items)):
            self.failure = AssignmentError(str(session.config.rootpath / "tests"), f"there is none for {untested}")
        if self.failure is not None:
            return True
        self.provider.load_reference()
        self.serve(_in_order(self.provider.assignment, session.items))
        return True

    def traced(
        self,
        items: list[pytest.Item],
        transport: WorkerTransport,
        expected: Trace | None = None,
        number: int = 0,
        judged: bool = False,
    ) -> Trace:
        """What the code behind `transport` does in these tests, on inputs that are the same for everybody.

        Args:
            items: Tests of one question.
            transport: Where the code is.
            expected: Stop behind the first test that sees something else than this.
            number: Which of the inputs that are the same for everybody.
            judged: Whether comparisons may fail; otherwise a test is seen to its end.
        """
        self.provider.for_everybody(number)
        self.provider.next_question()
        seen = []
        for item in items:
            transport.acts = []
            with contextlib.nullcontext() if judged else observing():
                status = _verdict(item, None).status  # each may be the last, and must leave no file of tests set up
            seen.append(Seen(status, tuple(transport.acts)))
            if expected is not None and not same(seen[-1], expected[len(seen) - 1]):
                break
        transport.acts = None
        return tuple(seen)


class _Grader(Runner):
    """Grades one submission after another."""

    def __init__(
        self,
        catalogue: Sequence[Misconception],
        provider: GradingProvider,
        jobs: Iterator[Job],
        done: Callable[[Graded], None],
        turns: RunLock,
    ) -> None:
        super().__init__(provider, turns)
        self._catalogue = catalogue
        self._jobs = jobs
        self._done = done
        self._patient = True

    def serve(self, items: list[pytest.Item]) -> None:
        """Grade every job."""
        diagnoser = self._diagnoser(items)
        for job in self._jobs:
            self._done(self._diagnosed(self._graded(job, items, diagnoser), diagnoser))

    def _diagnoser(self, items: list[pytest.Item]) -> Diagnoser:
        """Knows the assignment's misconceptions; each leaves its trace in a fork, as a submission does."""

        def run(question: str, attempts: Sequence[Attempt], trace: Trace) -> list[Trace]:
            return in_a_fork(lambda: [self._attempted(of_question(question, items), one, trace) for one in attempts])

        assignment = self.provider.assignment
        reference = {name: self.provider.own[name] for name in assignment.files()}
        return Diagnoser(assignment, self._catalogue, reference, run)

    @staticmethod
    def _diagnosed(graded: Graded, diagnoser: Diagnoser) -> Graded:
        """The same, with a name for each mistake that has one."""
        named = {question: diagnoser.name(question, trace) for question, trace in graded.traces.items()}
        return replace(graded, diagnoses={question: found for question, found in named.items() if found}, traces={})

    def _graded(self, job: Job, items: list[pytest.Item], diagnoser: Diagnoser) -> Graded:
        """One submission's outcome; where it is the zygote that failed, from a second try with a new one."""
        graded = self._tried(job, items, diagnoser)
        if any(one.verdict.status == "grader_error" for one in graded.ran) and self.provider.mended():
            return self._tried(job, items, diagnoser)
        return graded

    def _tried(self, job: Job, items: list[pytest.Item], diagnoser: Diagnoser) -> Graded:
        """One submission's outcome; where grading itself fails, every test of it is held."""
        try:
            return in_a_fork(lambda: self._grade(job, items, diagnoser))
        except GraderError as error:
            ours = verdict_of(error)
            return Graded([Ran(item.stash[INFO], ours) for item in items], Timing(0, 0, 0), {})

    def _grade(self, job: Job, items: list[pytest.Item], diagnoser: Diagnoser) -> Graded:
        start, own = time.monotonic(), time.process_time()
        transport = self.provider.start(job)
        ran: list[Ran] = []
        question = ""
        self._patient = True
        if job.question:
            items = of_question(job.question, items)
        for item, following in zip(items, [*items[1:], None], strict=True):
            if item.stash[INFO].question != question:
                question = item.stash[INFO].question
                self.provider.next_question()
            ran.append(self._run(item, following, transport))
            if job.question and not job.to_the_end and ran[-1].verdict.status != "passed":
                break
        traces = {
            question: self.traced(of_question(question, items), transport)
            for question in _wrong(ran)
            if diagnoser.knows(question) and self.provider.assignment.named(question).file in job.files
        }
        worker, yardstick = self.provider.finish()
        oracle = time.process_time() - own + yardstick
        return Graded(ran, Timing(time.monotonic() - start, worker, oracle), transport.isolation, traces)

    def _attempted(self, items: list[pytest.Item], attempt: Attempt, trace: Trace) -> Trace:
        """What these files do in a question's tests, from the attempt's start to the first difference."""
        transport = self.provider.start(Job("", dict(attempt.files), ""))
        try:
            return self.traced(items[attempt.start :], transport, trace[attempt.start :])
        finally:
            self.provider.finish()

    def _run(self, item: pytest.Item, following: pytest.Item | None, transport: WorkerTransport) -> Ran:
        """One test; once more, and alone, if it waited far more than it computed: the machine may be to blame for that.

        A submission whose second try waits as long gets no other: it sleeps by itself.
        """
        before = transport.cpu
        with self._turns.shared():
            verdict = _verdict(item, following)
        waited = transport.cpu - before < self.provider.assignment.limits.cpu / 2
        if verdict.status == "timeout" and waited and self._patient:
            before = transport.cpu
            with self._turns.alone():
                verdict = _verdict(item, following)
            self._patient = verdict.status != "timeout"
        output = transport.output() if verdict.status != "passed" else ""
        return Ran(item.stash[INFO], verdict, output, transport.cpu - before)


def _verdict(item: pytest.Item, following: pytest.Item | None) -> Verdict:
    """One test, by pytest's own protocol."""
    item.stash[VERDICT] = verdict_of(GraderError("the test left no verdict"))
    item.ihook.pytest_runtest_protocol(item=item, nextitem=following)
    return item.stash[VERDICT]


def of_question(question: str, items: list[pytest.Item]) -> list[pytest.Item]:
    """The tests of one question."""
    return [item for item in items if item.stash[INFO].question == question]


def _wrong(ran: list[Ran]) -> list[str]:
    """The questions that went wrong in a way that may have a name."""
    questions = dict.fromkeys(one.info.question for one in ran)
    status = {id: worst([one.verdict.status for one in ran if one.info.question == id]) for id in questions}
    return [id for id in questions if status[id] in DIAGNOSED]


def _untested(assignment: Assignment, items: list[pytest.Item]) -> str:
    """The questions that tests should grade and none does."""
    tested = {item.stash[INFO].question for item in items}
    return ", ".join(question.id for question in assignment.auto() if question.id not in tested)


def _in_order(assignment: Assignment, items: list[pytest.Item]) -> list[pytest.Item]:
    """By question, as the assignment has them; within one, public before hidden, as the files have them."""
    place = {question.id: index for index, question in enumerate(assignment.question)}
    return sorted(items, key=lambda item: (place[item.stash[INFO].question], item.stash[INFO].hidden))
