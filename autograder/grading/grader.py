"""Grade one submission after another, each in a fork of this process.

No submission can affect the next one, and an internal error affects only one submission.
"""

import os
import pickle
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

import pytest

from autograder.errors import GraderError
from autograder.grading.diagnose import DIAGNOSED, Attempt, Diagnoser, agrees_but_for_gates, gates_beyond, let_pass
from autograder.grading.job import Job
from autograder.grading.provider import InputDraw
from autograder.grading.run_lock import RunLock
from autograder.grading.scoring import Graded
from autograder.grading.suite import Suite, run_item
from autograder.grading.worker_transport import WorkerTransport
from autograder.model.loop_free import is_loop_free
from autograder.model.misconceptions import Misconception
from autograder.model.results import Timing, worst
from autograder.sandbox.lockdown import die_with_parent
from autograder.testing.outcome import TestInfo, TestOutcome, internal_error
from autograder.testing.plugin import INFO
from autograder.testing.recording import Recorder, Recording, Recordings

__all__ = ["Grader", "in_a_fork"]

T = TypeVar("T")

SEARCH = 8.0
"""CPU seconds for trying the misconceptions of one question on a submission; what they did is kept for the next one."""


class Grader:
    """Grades submissions with the tests of one suite.

    Args:
        suite: The tests.
        catalog: The assignment's misconceptions, for naming mistakes.
        lock: The lock between the grading processes of this machine.
    """

    def __init__(self, suite: Suite, catalog: Sequence[Misconception], lock: RunLock) -> None:
        self._suite = suite
        self._provider = suite.provider
        self._lock = lock
        self._patient = True
        self._worker_cpu = 0.0
        self._evidence: dict[str, Recording] = {}
        assignment = suite.provider.assignment
        reference = {name: suite.provider.own[name] for name in assignment.files()}
        self._diagnoser = Diagnoser(assignment, catalog, reference, self._tests, self._attempt_all)

    def grade(self, job: Job) -> Graded:
        """Grade one submission; retry once with a new zygote if the zygote failed."""
        graded = self._grade_in_a_fork(job)
        if any(outcome.status == "grader_error" for outcome in graded.outcomes) and self._provider.repaired():
            graded = self._grade_in_a_fork(job)
        return self._diagnosed(graded, job)

    def _diagnosed(self, graded: Graded, job: Job) -> Graded:
        """Add a diagnosis for each wrong answer that can be explained, and drop the recordings."""

        def replay(question: str, candidates: Sequence[Mapping[str, bytes]]) -> list[tuple[str, ...] | None]:
            return self._replayed(job, question, candidates, graded.evidence)

        found = {
            question: self._diagnoser.explain(question, recordings, replay, self._is_loop_free(job, question))
            for question, recordings in graded.recordings.items()
        }
        return replace(
            graded, diagnoses={question: one for question, one in found.items() if one}, recordings={}, evidence={}
        )

    def _is_loop_free(self, job: Job, question: str) -> bool:
        named = self._provider.assignment.named(question)
        return is_loop_free(job.files, named.file or "", named.function or "")

    def _tests(self, question: str) -> list[TestInfo]:
        return [item.stash[INFO] for item in self._suite.of_question(question)]

    def _grade_in_a_fork(self, job: Job) -> Graded:
        """Grade one submission; if grading itself fails, report an internal error for every test."""
        try:
            return in_a_fork(lambda: self._grade(job))
        except GraderError as error:
            return Graded([internal_error(item.stash[INFO], error) for item in self._suite.items], Timing(0, 0, 0), {})

    def _grade(self, job: Job) -> Graded:
        start, own = time.monotonic(), time.process_time()
        transport = self._provider.start(job)
        outcomes: list[TestOutcome] = []
        question = ""
        self._patient = True
        self._evidence = {}
        only = job.options.question
        items = self._suite.of_question(only) if only else self._suite.items
        for item, following in zip(items, [*items[1:], None], strict=True):
            if item.stash[INFO].question != question:
                question = item.stash[INFO].question
                self._provider.next_question()
            outcomes.append(self._run(item, following, transport))
            if only and not job.options.every_test and outcomes[-1].status != "passed":
                break
        recordings = {
            question: self._suite.record(self._suite.of_question(question))
            for question in (_wrong(outcomes) if job.options.diagnose else ())
            if self._diagnoser.knows(question) and self._provider.assignment.named(question).file in job.files
        }
        worker, reference = self._provider.finish()
        oracle = time.process_time() - own + reference
        ran = [item for item in items if item.stash[INFO].question in recordings and item.nodeid in self._evidence]
        evidence = {item.nodeid: self._evidence[item.nodeid] for item in ran}
        timing = Timing(time.monotonic() - start, worker, oracle)
        return Graded(outcomes, timing, transport.isolation, recordings, evidence=evidence)

    def _attempt_all(self, question: str, attempts: Sequence[Attempt], expected: Recordings | None) -> list[Recordings]:
        """Record each attempt at a question, in a fork like a submission."""
        items = self._suite.of_question(question)

        def attempted() -> list[Recordings]:
            found: list[Recordings] = []
            spent = 0.0
            for attempt in attempts:
                if spent > SEARCH:
                    break
                start = time.process_time()
                found.append(self._attempted(items, attempt, expected))
                spent += time.process_time() - start + self._worker_cpu
            return found

        return in_a_fork(attempted)

    def _replayed(
        self, job: Job, question: str, candidates: Sequence[Mapping[str, bytes]], evidence: Mapping[str, Recording]
    ) -> list[tuple[str, ...] | None]:
        """Compare candidates, on the inputs that graded the submission, with what it did when it was graded."""
        items = [item for item in self._suite.of_question(question) if item.nodeid in evidence]
        inputs = InputDraw.of_submission(job.digest)
        tests = [item.stash[INFO] for item in items]
        graded = tuple(evidence[item.nodeid] for item in items)
        own = let_pass(graded, [test.gate for test in tests], self._is_loop_free(job, question))

        def compared() -> list[tuple[str, ...] | None]:
            found = [self._attempted(items, Attempt(files, 0), own, inputs) for files in candidates]
            return [gates_beyond(tests, one, own) for one in found]

        return in_a_fork(compared)

    def _attempted(
        self,
        items: list[pytest.Item],
        attempt: Attempt,
        expected: Recordings | None,
        inputs: InputDraw | None = None,
    ) -> Recordings:
        """Record the behavior of an attempt in the tests, from its start to the first difference.

        On the inputs that graded a submission, a test ends at its first failed comparison, as in grading.
        """
        self._provider.start(Job("", dict(attempt.files), ""))
        try:
            wanted = None if expected is None else expected[attempt.start :]
            return self._suite.record(
                items[attempt.start :],
                wanted,
                inputs or InputDraw.shared(0),
                judging=inputs is not None,
                agree=agrees_but_for_gates,
            )
        finally:
            self._worker_cpu, _reference = self._provider.finish()

    def _run(self, item: pytest.Item, following: pytest.Item | None, transport: WorkerTransport) -> TestOutcome:
        """Run one test; if it timed out while mostly waiting, retry it alone, because the machine may be overloaded.

        If the retry also times out, the code itself sleeps: the submission gets no further retries.
        """
        before = transport.cpu
        with self._lock.shared():
            outcome = self._judge(item, following)
        waited = transport.cpu - before < self._provider.assignment.limits.cpu / 2
        if outcome.status == "timeout" and waited and self._patient:
            before = transport.cpu
            with self._lock.exclusive():
                outcome = self._judge(item, following)
            self._patient = outcome.status != "timeout"
        printed = transport.output() if outcome.status != "passed" else ""
        return replace(outcome, printed=printed, cpu=transport.cpu - before)

    def _judge(self, item: pytest.Item, following: pytest.Item | None) -> TestOutcome:
        """Run one test, and keep what the submission does in it as evidence."""
        recorder = Recorder(judging=True)
        outcome = run_item(item, following, recorder)
        self._evidence[item.nodeid] = recorder.recording(outcome.status, outcome.excuse)
        return outcome


def _wrong(outcomes: Sequence[TestOutcome]) -> list[str]:
    """Return the ids of the questions whose mistakes may have a name."""
    statuses: dict[str, list[Any]] = {}
    for outcome in outcomes:
        statuses.setdefault(outcome.test.question, []).append(outcome.status)
    return [question for question, found in statuses.items() if worst(found) in DIAGNOSED]


def in_a_fork(work: Callable[[], T]) -> T:
    """Call `work` in a forked child process, and return its result.

    Args:
        work: The function to call; its result must be picklable.

    Raises:
        GraderError: `work` raised an exception, or the child ended without a result.
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
    answer: Any = pickle.loads(data)
    if isinstance(answer, BaseException):
        raise answer
    return answer  # type: ignore[no-any-return]


def _outcome(work: Callable[[], T]) -> T | BaseException:
    try:
        return work()
    except Exception as error:
        return GraderError(f"{type(error).__name__}: {error}")
