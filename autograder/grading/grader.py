"""Grade one submission after another, each in a fork of this process.

No submission can affect the next one, and an internal error affects only one submission.
"""

import contextlib
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest

from autograder.errors import GraderError
from autograder.grading.budget import WALL_FACTOR
from autograder.grading.diagnose import DIAGNOSED, Attempt, Diagnoser, agrees_but_for_gates, excused
from autograder.grading.fork import Outlet, OutOfTime, in_a_fork, watched
from autograder.grading.job import Job
from autograder.grading.provider import InputDraw
from autograder.grading.run_lock import RunLock
from autograder.grading.scoring import Graded
from autograder.grading.suite import Suite, run_item
from autograder.grading.worker_transport import WorkerTransport
from autograder.i18n import Message
from autograder.model.loop_free import is_loop_free
from autograder.model.misconceptions import Misconception
from autograder.model.results import Timing, worst
from autograder.model.text import Text
from autograder.testing.outcome import TestInfo, TestOutcome, internal_error
from autograder.testing.plugin import INFO
from autograder.testing.recording import Recordings

__all__ = ["Grader"]

MARGIN = 60.0
"""Seconds that a submission may take beyond the limits of its tests."""

NOT_REACHED = Message("The tests of your files took too long all together, and this one was not reached.")

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

        def replay(question: str, candidates: Sequence[Mapping[str, bytes]]) -> list[bool]:
            return self._replayed(job, question, candidates)

        found = {}
        with contextlib.suppress(OutOfTime):  # a mistake without a name costs what its tests say
            for question, recordings in graded.recordings.items():
                loop_free = self._is_loop_free(job, question)
                found[question] = self._diagnoser.explain(question, recordings, replay, loop_free)
        return replace(graded, diagnoses={question: one for question, one in found.items() if one}, recordings={})

    def _is_loop_free(self, job: Job, question: str) -> bool:
        named = self._provider.assignment.named(question)
        return is_loop_free(job.files, named.file or "", named.function or "")

    def _tests(self, question: str) -> list[TestInfo]:
        return [item.stash[INFO] for item in self._suite.of_question(question)]

    def _grade_in_a_fork(self, job: Job) -> Graded:
        """Grade one submission; if grading itself fails, report an internal error for every test."""
        try:
            done = watched(lambda outlet: self._grade(job, outlet), self._time_limit(self._items(job)))
            return done.result or self._cut_short(job, done.kept)
        except GraderError as error:
            return Graded([internal_error(item.stash[INFO], error) for item in self._suite.items], Timing(0, 0, 0), {})

    def _items(self, job: Job) -> list[pytest.Item]:
        only = job.options.question
        return self._suite.of_question(only) if only else self._suite.items

    def _time_limit(self, items: Sequence[pytest.Item]) -> float:
        """Return how many seconds the tests may take all together: the sum of their limits, and a margin."""
        return (len(items) + 1) * WALL_FACTOR * self._provider.assignment.limits.cpu + MARGIN

    def _cut_short(self, job: Job, kept: Sequence[tuple[TestOutcome, dict[str, str]]]) -> Graded:
        """Keep the outcomes of a submission that took too long; the tests that it did not reach timed out."""
        text = Text.of(NOT_REACHED)
        outcomes = [outcome for outcome, _isolation in kept]
        outcomes += [TestOutcome(item.stash[INFO], "timeout", text, text) for item in self._items(job)[len(kept) :]]
        return Graded(outcomes, Timing(0, 0, 0), kept[-1][1] if kept else {})

    def _grade(self, job: Job, outlet: Outlet) -> Graded:
        self._lock.waiting = outlet.waiting
        start, own = time.monotonic(), time.process_time()
        transport = self._provider.start(job)
        outcomes: list[TestOutcome] = []
        question = ""
        self._patient = True
        only, items = job.options.question, self._items(job)
        for item, following in zip(items, [*items[1:], None], strict=True):
            if item.stash[INFO].question != question:
                question = item.stash[INFO].question
                self._provider.next_question()
            outcomes.append(self._run(item, following, transport))
            outlet.keep((outcomes[-1], transport.isolation))
            if only and not job.options.every_test and outcomes[-1].status != "passed":
                break
        recordings = {
            question: self._suite.record(self._suite.of_question(question))
            for question in (_wrong(outcomes) if job.options.diagnose else ())
            if self._diagnoser.knows(question) and self._provider.assignment.named(question).file in job.files
        }
        worker, reference = self._provider.finish()
        oracle = time.process_time() - own + reference
        return Graded(outcomes, Timing(time.monotonic() - start, worker, oracle), transport.isolation, recordings)

    def _attempt_all(self, question: str, attempts: Sequence[Attempt], expected: Recordings) -> list[Recordings]:
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

        return in_a_fork(attempted, self._time_limit(items))

    def _replayed(self, job: Job, question: str, candidates: Sequence[Mapping[str, bytes]]) -> list[bool]:
        """Return for each candidate whether it behaves like the submission on the inputs that graded it.

        Public tests have the same inputs for everybody, so only hidden ones run.
        """
        items = [item for item in self._suite.of_question(question) if item.stash[INFO].hidden]
        inputs = InputDraw.of_submission(job.digest)

        def compared() -> list[bool]:
            gates = [item.stash[INFO].gate for item in items]
            recorded = self._attempted(items, Attempt(job.files, 0), None, inputs)
            own = excused(recorded, gates, self._is_loop_free(job, question))
            found = [self._attempted(items, Attempt(files, 0), own, inputs) for files in candidates]
            return [len(one) == len(own) and all(map(agrees_but_for_gates, one, own, gates)) for one in found]

        return in_a_fork(compared, self._time_limit(items))

    def _attempted(
        self,
        items: list[pytest.Item],
        attempt: Attempt,
        expected: Recordings | None,
        inputs: InputDraw | None = None,
    ) -> Recordings:
        """Record the behavior of an attempt in the tests, from its start to the first difference."""
        self._provider.start(Job("", dict(attempt.files), ""))
        try:
            wanted = None if expected is None else expected[attempt.start :]
            return self._suite.record(
                items[attempt.start :], wanted, inputs or InputDraw.shared(0), agree=agrees_but_for_gates
            )
        finally:
            self._worker_cpu, _reference = self._provider.finish()

    def _run(self, item: pytest.Item, following: pytest.Item | None, transport: WorkerTransport) -> TestOutcome:
        """Run one test; if it timed out while mostly waiting, retry it alone, because the machine may be overloaded.

        If the retry also times out, the code itself sleeps: the submission gets no further retries.
        """
        before = transport.cpu
        with self._lock.shared():
            outcome = run_item(item, following)
        waited = transport.cpu - before < self._provider.assignment.limits.cpu / 2
        if outcome.status == "timeout" and waited and self._patient:
            before = transport.cpu
            with self._lock.exclusive():
                outcome = run_item(item, following)
            self._patient = outcome.status != "timeout"
        printed = transport.output() if outcome.status != "passed" else ""
        return replace(outcome, printed=printed, cpu=transport.cpu - before)


def _wrong(outcomes: Sequence[TestOutcome]) -> list[str]:
    """Return the ids of the questions whose mistakes may have a name."""
    statuses: dict[str, list[Any]] = {}
    for outcome in outcomes:
        statuses.setdefault(outcome.test.question, []).append(outcome.status)
    return [question for question, found in statuses.items() if worst(found) in DIAGNOSED]
