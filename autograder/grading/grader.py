"""Grade one submission after another, each in a fork of this process.

No submission can affect the next one, and an internal error affects only one submission.
"""

import contextlib
import gc
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial

import pytest

from autograder.errors import GraderError
from autograder.grading.budget import WALL_FACTOR
from autograder.grading.candidates import Candidates, recorded
from autograder.grading.diagnose import Diagnoser
from autograder.grading.fork import Outlet, OutOfTime, watched
from autograder.grading.job import GradeOptions, Job, PublicOutcomes
from autograder.grading.provider import InputDraw
from autograder.grading.same_behavior import may_have_a_name
from autograder.grading.scoring import Graded
from autograder.grading.suite import Suite, run_item
from autograder.grading.told import needs_second_run, told, unconfirmed
from autograder.grading.worker_transport import WorkerTransport
from autograder.i18n import Message
from autograder.model.loop_free import is_loop_free
from autograder.model.misconceptions import Misconception
from autograder.model.partial_credit import FORM_GATES
from autograder.model.results import Timing
from autograder.model.text import Text
from autograder.testing.evidence import EvidenceRecorder
from autograder.testing.outcome import MAX_TIMEOUTS, TestInfo, TestOutcome, given_up, internal_error
from autograder.testing.plugin import INFO
from autograder.testing.recording import Recording, Recordings

__all__ = ["Grader"]

MARGIN = 60.0
"""Seconds that a submission may take beyond the limits of its tests."""

ROOM_FOR_GARBAGE = 20_000
"""How many objects more may exist before Python looks for garbage in a fork, which lasts a second. What a failed test
leaves is looked for at once, because it may hold large arrays."""

NOT_REACHED = Message("The tests of your files took too long all together, and this one was not reached.")


class Grader:
    """Grades submissions with the tests of one suite.

    Args:
        suite: The tests.
        catalog: The assignment's misconceptions, for naming mistakes.
    """

    def __init__(self, suite: Suite, catalog: Sequence[Misconception]) -> None:
        self._suite = suite
        self._provider = suite.provider
        self._patient = True
        self._timeouts = _Timeouts()
        self._evidence: dict[str, Callable[[], Recording]] = {}
        assignment = suite.provider.assignment
        reference = {name: suite.provider.own[name] for name in assignment.files()}
        self._candidates = candidates = Candidates(suite, self._time_limit)
        self._diagnoser = Diagnoser(assignment, catalog, reference, candidates.tests, candidates.attempt_all)

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
        found = {}
        with contextlib.suppress(OutOfTime):  # a mistake without a name costs what its tests say
            for question, recordings in graded.recordings.items():
                loop_free = self._is_loop_free(job, question)
                replay = self._candidates.replay(job, graded.evidence, loop_free)
                found[question] = self._diagnoser.explain(question, recordings, replay, loop_free)
        named = {question: one for question, one in found.items() if one}
        return replace(graded, diagnoses=named, recordings={}, evidence={})

    def _is_loop_free(self, job: Job, question: str) -> bool:
        named = self._provider.assignment.named(question)
        return is_loop_free(job.files, named.file or "", named.function or "")

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
        final: list[PublicOutcomes] = []

        def graded(outlet: Outlet) -> tuple[Graded, list[PublicOutcomes]]:
            def begun(public: PublicOutcomes) -> None:
                begin(public)
                outlet.keep(public)
                final.append(public)

            return self._grade(job, begun, patient, outlet), final

        phases = self._suite.phases(job.options)
        # Each hidden test may run a second time.
        done = watched(graded, self._time_limit([*phases.public, *phases.hidden, *phases.hidden]))
        heard = done.result[1] if done.result else [one for one in done.kept if isinstance(one, PublicOutcomes)]
        public = heard[-1].outcomes if heard else job.public
        if done.error:
            return self._lost(job, public, done.error), public
        if done.result:
            return done.result[0], public
        return self._cut_short(job, [one for one in done.kept if not isinstance(one, PublicOutcomes)]), public

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
        start, own = time.monotonic(), time.process_time()
        gc.set_threshold(ROOM_FOR_GARBAGE)
        transport = self._provider.start(job)
        self._patient = True
        self._evidence = {}
        phases = self._suite.phases(job.options)
        public = (
            self._run_all(phases.public, job.options, transport, outlet) if job.public is None else list(job.public)
        )
        self._timeouts = _Timeouts(public)
        outcomes = _asked_for(job, public)
        recordings: dict[str, Recordings] = {}
        evidence: dict[str, Recording] = {}
        if not (patient and any(one.status == "grader_error" for one in public)):
            begin(PublicOutcomes(tuple(public)))
            if not _may_stop(job.options, outcomes):
                outcomes += self._hidden(phases.hidden, job, transport, outlet)
            questions = self._wrong_and_known(job, outcomes)
            evidence = self._evidence_of(questions)
            recordings = recorded(self._suite, questions, evidence)
        worker, reference = self._provider.finish()
        oracle = time.process_time() - own + reference
        timing = Timing(time.monotonic() - start, worker, oracle)
        return Graded(outcomes, timing, transport.isolation, recordings, evidence=evidence)

    def _hidden(
        self, items: Sequence[pytest.Item], job: Job, transport: WorkerTransport, outlet: Outlet
    ) -> list[TestOutcome]:
        """Run the hidden tests, and those that do not pass once more on other inputs, for what the student reads."""
        hopeless = self._timeouts.questions()  # known from public tests alone, so no hidden input decides it
        outcomes = self._run_all(items, job.options, transport, outlet)
        late = self._timeouts.questions() - hopeless
        again = []
        for index, one in enumerate(outcomes):
            if job.options.for_student and needs_second_run(one) and one.test.question not in hopeless:
                if one.status == "timeout" and one.test.question in late:
                    outcomes[index] = unconfirmed(one)
                else:
                    again.append(index)
        self._provider.draw(InputDraw.second(job.drawn_from()))
        self._timeouts = _Timeouts()
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
            if self._timeouts.settle(item.stash[INFO]):
                outcomes.append(given_up(item.stash[INFO]))
                item.session._setupstate.teardown_exact(following)  # what pytest does after a test that runs
            else:
                outcomes.append(self._run(item, following, transport))
                self._timeouts.add(outcomes[-1])
            if outlet:
                outlet.keep((outcomes[-1], transport.isolation))
            if _may_stop(options, outcomes):
                break
        return outcomes

    def _wrong_and_known(self, job: Job, outcomes: Sequence[TestOutcome]) -> list[str]:
        """Return the wrong questions whose mistakes can be named."""
        by_question: dict[str, list[TestOutcome]] = {}
        for outcome in outcomes if job.options.diagnose else ():
            by_question.setdefault(outcome.test.question, []).append(outcome)
        return [
            question
            for question, own in by_question.items()
            if self._diagnoser.knows(question)
            and self._provider.assignment.named(question).file in job.files
            and may_have_a_name(own, partial(self._is_loop_free, job, question))
        ]

    def _evidence_of(self, questions: Sequence[str]) -> dict[str, Recording]:
        """Return what the submission did in the tests of these questions when they were graded."""
        items = [item for question in questions for item in self._suite.of_question(question)]
        return {item.nodeid: self._evidence[item.nodeid]() for item in items if item.nodeid in self._evidence}

    def _run(self, item: pytest.Item, following: pytest.Item | None, transport: WorkerTransport) -> TestOutcome:
        """Run one test; retry it if it timed out and its worker has neither computed nor slept, nor waited for a core.

        The machine may have stood still meanwhile. If the retry also times out, the submission gets no further retries.
        A crash of a worker whose parent has ended is an internal error.
        """
        before = transport.cpu
        outcome = self._judge(item, following)
        own_time = transport.cpu - before + transport.slept
        if outcome.status == "timeout" and own_time < self._provider.assignment.limits.cpu / 2 and self._patient:
            before = transport.cpu
            outcome = self._judge(item, following)
            self._patient = outcome.status != "timeout"
        if outcome.status == "crashed" and self._provider.failed():
            outcome = internal_error(item.stash[INFO], GraderError("the process that forks workers has ended"))
        if outcome.status != "passed":
            gc.collect()
        printed = transport.output() if outcome.status != "passed" or outcome.slipped else ""
        return replace(outcome, printed=printed, cpu=transport.cpu - before)

    def _judge(self, item: pytest.Item, following: pytest.Item | None) -> TestOutcome:
        """Run one test, and keep what the submission does in it as evidence, which is made only if it is needed."""
        recorder = EvidenceRecorder()
        outcome = run_item(item, following, recorder)
        self._evidence[item.nodeid] = partial(recorder.recording, outcome.status, outcome.excuse)
        return outcome


class _Timeouts:
    """The tests of each question that timed out, which say when to give the question up.

    Tests of form, memory and work do not count: their inputs are large, and an answer that is too slow for them may be
    right on those of the other tests.

    Args:
        outcomes: Outcomes of tests that have run.
    """

    def __init__(self, outcomes: Iterable[TestOutcome] = ()) -> None:
        self._tests: set[str] = set()
        self._counted: dict[str, set[str]] = {}
        for outcome in outcomes:
            self.add(outcome)

    def add(self, outcome: TestOutcome) -> None:
        """Add the outcome of a test that has run."""
        if outcome.status == "timeout":
            self._tests.add(outcome.test.id)
            if outcome.test.gate not in FORM_GATES:
                self._counted.setdefault(outcome.test.question, set()).add(outcome.test.id)

    def questions(self) -> set[str]:
        """Return the ids of the questions that are given up."""
        return {question for question, tests in self._counted.items() if len(tests) >= MAX_TIMEOUTS}

    def settle(self, test: TestInfo) -> bool:
        """Return whether a test times out without being run: its question is given up, or another case timed out."""
        return test.id in self._tests or test.question in self.questions()


def _asked_for(job: Job, outcomes: Sequence[TestOutcome]) -> list[TestOutcome]:
    """Return the outcomes for the question that is graded, or all."""
    return [one for one in outcomes if job.options.question in (None, one.test.question)]


def _may_stop(options: GradeOptions, outcomes: Sequence[TestOutcome]) -> bool:
    """Return whether the first failure is enough, and there is one."""
    return bool(options.question and not options.every_test and outcomes and outcomes[-1].status != "passed")
