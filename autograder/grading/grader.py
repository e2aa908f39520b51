"""Grade one submission after another, each in a fork of this process.

No submission can affect the next one, and an internal error affects only one submission.
"""

import contextlib
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest

from autograder.errors import GraderError
from autograder.grading.budget import WALL_FACTOR
from autograder.grading.diagnose import DIAGNOSED, Attempt, Diagnoser, agrees_but_for_gates, gates_beyond, let_pass
from autograder.grading.fork import Outlet, OutOfTime, in_a_fork, watched
from autograder.grading.job import GradeOptions, Job, PublicOutcomes
from autograder.grading.provider import InputDraw
from autograder.grading.run_lock import RunLock
from autograder.grading.scoring import Graded
from autograder.grading.suite import Suite, run_item
from autograder.grading.told import needs_second_run, told, unconfirmed
from autograder.grading.worker_transport import WorkerTransport
from autograder.i18n import Message
from autograder.model.loop_free import is_loop_free
from autograder.model.misconceptions import Misconception
from autograder.model.results import Timing, worst
from autograder.model.text import Text
from autograder.testing.outcome import TestInfo, TestOutcome, internal_error
from autograder.testing.plugin import INFO
from autograder.testing.recording import Recorder, Recording, Recordings

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
        self._evidence: dict[str, Recording] = {}
        assignment = suite.provider.assignment
        reference = {name: suite.provider.own[name] for name in assignment.files()}
        self._diagnoser = Diagnoser(assignment, catalog, reference, self._tests, self._attempt_all)

    def grade(self, job: Job, begin: Callable[[PublicOutcomes], None]) -> Graded:
        """Grade one submission; try once more if an internal error occurred, with a new zygote if the zygote failed.

        Once a hidden test has begun, the outcomes of public tests are final: a second try repeats only hidden tests.

        Args:
            job: The submission.
            begin: Called right before the first hidden test runs, in a fork of this process.
        """
        graded, public = self._grade_in_a_fork(job, begin, patient=True)
        failed = any(outcome.status == "grader_error" for outcome in graded.outcomes)
        if failed and (self._provider.repaired() or public is None):
            graded, _ = self._grade_in_a_fork(replace(job, public=public), begin, patient=False)
        return self._diagnosed(graded, job)

    def _diagnosed(self, graded: Graded, job: Job) -> Graded:
        """Add a diagnosis for each wrong answer that can be explained, and drop the recordings."""

        def replay(question: str, candidates: Sequence[Mapping[str, bytes]]) -> list[tuple[str, ...] | None]:
            return self._replayed(job, question, candidates, graded.evidence)

        found = {}
        with contextlib.suppress(OutOfTime):  # a mistake without a name costs what its tests say
            for question, recordings in graded.recordings.items():
                loop_free = self._is_loop_free(job, question)
                found[question] = self._diagnoser.explain(question, recordings, replay, loop_free)
        named = {question: one for question, one in found.items() if one}
        return replace(graded, diagnoses=named, recordings={}, evidence={})

    def _is_loop_free(self, job: Job, question: str) -> bool:
        named = self._provider.assignment.named(question)
        return is_loop_free(job.files, named.file or "", named.function or "")

    def _tests(self, question: str) -> list[TestInfo]:
        return [item.stash[INFO] for item in self._suite.of_question(question)]

    def _grade_in_a_fork(
        self, job: Job, begin: Callable[[PublicOutcomes], None], patient: bool
    ) -> tuple[Graded, tuple[TestOutcome, ...] | None]:
        """Grade one submission; if grading itself fails, report an internal error for every test without an outcome.

        Args:
            job: The submission.
            begin: Called right before the first hidden test runs.
            patient: Whether to stop before that if a public test ended with an internal error.

        Returns:
            The results, and the outcomes of public tests; None if no hidden test has begun.
        """

        def graded(outlet: Outlet) -> Graded:
            def begun(public: PublicOutcomes) -> None:
                begin(public)
                outlet.keep(public)

            return self._grade(job, begun, patient, outlet)

        phases = self._suite.phases(job.options)
        # Each hidden test may run a second time.
        done = watched(graded, self._time_limit([*phases.public, *phases.hidden, *phases.hidden]))
        heard = [one.outcomes for one in done.kept if isinstance(one, PublicOutcomes)]
        public = heard[-1] if heard else job.public
        if done.error:
            return self._lost(job, public, done.error), public
        kept = [one for one in done.kept if not isinstance(one, PublicOutcomes)]
        return done.result or self._cut_short(job, kept), public

    def _time_limit(self, items: Sequence[pytest.Item]) -> float:
        """Return how many seconds tests may take all together: the sum of their limits, and a margin."""
        return (len(items) + 1) * WALL_FACTOR * self._provider.assignment.limits.cpu + MARGIN

    def _cut_short(self, job: Job, kept: Sequence[tuple[TestOutcome, dict[str, str]]]) -> Graded:
        """Keep the outcomes of a submission that took too long; the tests that it did not reach timed out."""
        text = Text.of(NOT_REACHED)
        phases = self._suite.phases(job.options)
        found = {outcome.test.id: outcome for outcome in job.public or ()}
        found |= {outcome.test.id: outcome for outcome, _isolation in kept}
        outcomes = []
        for item in (*phases.public, *phases.hidden):
            info = item.stash[INFO]
            outcome = found.get(info.id, TestOutcome(info, "timeout", text, text))
            outcomes.append(unconfirmed(outcome) if info.hidden and needs_second_run(outcome) else outcome)
        return Graded(_asked_for(job, outcomes), Timing(0, 0, 0), kept[-1][1] if kept else {})

    def _lost(self, job: Job, public: tuple[TestOutcome, ...] | None, error: GraderError) -> Graded:
        """Return the results of a submission whose fork has ended early."""
        phases = self._suite.phases(job.options)
        items = [*(phases.public if public is None else ()), *phases.hidden]
        errors = [internal_error(item.stash[INFO], error) for item in items]
        return Graded(_asked_for(job, [*(public or ()), *errors]), Timing(0, 0, 0), {})

    def _grade(self, job: Job, begin: Callable[[PublicOutcomes], None], patient: bool, outlet: Outlet) -> Graded:
        self._lock.waiting = outlet.waiting
        start, own = time.monotonic(), time.process_time()
        transport = self._provider.start(job)
        self._patient = True
        self._evidence = {}
        phases = self._suite.phases(job.options)
        public = (
            self._run_all(phases.public, job.options, transport, outlet) if job.public is None else list(job.public)
        )
        outcomes = _asked_for(job, public)
        recordings: dict[str, Recordings] = {}
        if not (patient and any(one.status == "grader_error" for one in public)):
            begin(PublicOutcomes(tuple(public)))
            if not _may_stop(job.options, outcomes):
                outcomes += self._hidden(phases.hidden, job, transport, outlet)
            recordings = self._recorded(job, outcomes)
        worker, reference = self._provider.finish()
        oracle = time.process_time() - own + reference
        ran = [item for question in recordings for item in self._suite.of_question(question)]
        evidence = {item.nodeid: self._evidence[item.nodeid] for item in ran if item.nodeid in self._evidence}
        timing = Timing(time.monotonic() - start, worker, oracle)
        return Graded(outcomes, timing, transport.isolation, recordings, evidence=evidence)

    def _hidden(
        self, items: Sequence[pytest.Item], job: Job, transport: WorkerTransport, outlet: Outlet
    ) -> list[TestOutcome]:
        """Run the hidden tests, and those that do not pass once more on other inputs, for what the student reads."""
        outcomes = self._run_all(items, job.options, transport, outlet)
        again = [index for index, one in enumerate(outcomes) if job.options.for_student and needs_second_run(one)]
        self._provider.draw(InputDraw.second(job.drawn_from()))
        evidence, self._evidence = self._evidence, {}  # only the run that counts is evidence
        second = self._run_all([items[index] for index in again], replace(job.options, every_test=True), transport)
        self._evidence = evidence
        for index, other in zip(again, second, strict=True):
            outcomes[index] = told(outcomes[index], other)
        return outcomes

    def _run_all(
        self,
        items: Sequence[pytest.Item],
        options: GradeOptions,
        transport: WorkerTransport,
        outlet: Outlet | None = None,
    ) -> list[TestOutcome]:
        """Run tests, those of each question in a worker of their own; stop at the first failure if only that counts."""
        outcomes: list[TestOutcome] = []
        question = ""
        for item, following in zip(items, [*items[1:], None], strict=False):
            if item.stash[INFO].question != question:
                question = item.stash[INFO].question
                self._provider.fresh_worker()
            outcomes.append(self._run(item, following, transport))
            if outlet:
                outlet.keep((outcomes[-1], transport.isolation))
            if _may_stop(options, outcomes):
                break
        return outcomes

    def _recorded(self, job: Job, outcomes: Sequence[TestOutcome]) -> dict[str, Recordings]:
        """Record what the submission does in the tests of each wrong question: in all public ones first."""
        questions = [
            question
            for question in (_wrong(outcomes) if job.options.diagnose else ())
            if self._diagnoser.knows(question) and self._provider.assignment.named(question).file in job.files
        ]
        phases = [self._suite.phases(GradeOptions(question)) for question in questions]
        public = [self._suite.record(phase.public) for phase in phases]
        hidden = [self._suite.record(phase.hidden) for phase in phases]
        return {question: one + other for question, one, other in zip(questions, public, hidden, strict=True)}

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

        return in_a_fork(attempted, self._time_limit(items))

    def _replayed(
        self, job: Job, question: str, candidates: Sequence[Mapping[str, bytes]], evidence: Mapping[str, Recording]
    ) -> list[tuple[str, ...] | None]:
        """Compare candidates, on the inputs that graded the submission, with what it did when it was graded.

        A candidate with the submission's own files is not run again.
        """
        others = [files for files in candidates if files != job.files]
        if not others:
            return [()] * len(candidates)
        items = [item for item in self._suite.of_question(question) if item.nodeid in evidence]
        inputs = InputDraw.of_submission(job.drawn_from())
        tests = [item.stash[INFO] for item in items]
        graded = tuple(evidence[item.nodeid] for item in items)
        own = let_pass(graded, [test.gate for test in tests], self._is_loop_free(job, question))

        def compared() -> list[tuple[str, ...] | None]:
            found = [self._attempted(items, Attempt(files, 0), own, inputs) for files in others]
            return [gates_beyond(tests, one, own) for one in found]

        beyond = iter(in_a_fork(compared, self._time_limit(items)))
        return [() if files == job.files else next(beyond) for files in candidates]

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

        If the retry also times out, the code itself sleeps: the submission gets no further retries. A crash of a worker
        whose parent has ended is an internal error.
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
        if outcome.status == "crashed" and self._provider.failed():
            outcome = internal_error(item.stash[INFO], GraderError("the process that forks workers has ended"))
        printed = transport.output() if outcome.status != "passed" or outcome.slipped else ""
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


def _asked_for(job: Job, outcomes: Sequence[TestOutcome]) -> list[TestOutcome]:
    """Return the outcomes for the question that is graded, or all."""
    return [one for one in outcomes if job.options.question in (None, one.test.question)]


def _may_stop(options: GradeOptions, outcomes: Sequence[TestOutcome]) -> bool:
    """Return whether the first failure is enough, and there is one."""
    return bool(options.question and not options.every_test and outcomes and outcomes[-1].status != "passed")
