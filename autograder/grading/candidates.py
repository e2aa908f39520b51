"""Record what submissions and candidates do in the tests of a wrong question, with as few runs as the comparison needs.

A submission is recorded in its sandbox, on the inputs that all submissions share. What the grading itself has shown is
not run again: a public test that passed has the same inputs, and a gate of form, memory or work says how the code
computes and not what. A candidate is our own code, so its tests of values run in a fork of this process. Most of them
differ from the submission in the first event of the first test, which is looked at before the test runs, in a tenth of
its time. Gates of form of a candidate run in a worker, once for a batch, and only if it agrees in everything else.
"""

import contextlib
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import pytest

from autograder.grading.diagnose import Attempt, Candidate, Replay
from autograder.grading.fork import in_a_fork
from autograder.grading.in_process import Beginning, InProcessProvider
from autograder.grading.job import Job
from autograder.grading.provider import InputDraw
from autograder.grading.same_behavior import (
    agrees_but_for_gates,
    agrees_on_shared_inputs,
    gates_beyond,
    let_pass,
    status_beside,
)
from autograder.grading.suite import Suite
from autograder.model.partial_credit import FORM_GATES
from autograder.testing.outcome import TestInfo
from autograder.testing.plugin import INFO, PROVIDER
from autograder.testing.recording import Recording, Recordings

__all__ = ["SEARCH", "Candidates", "Evidence", "recorded"]

SEARCH = 8.0
"""CPU seconds for trying the misconceptions of one question on a submission; what they did is kept for the next one."""

Evidence = Mapping[str, Recording]
"""Node of a test -> what the submission did in it when it was graded."""


class TimeLimit(Protocol):
    """Returns how many seconds tests may take all together."""

    def __call__(self, items: Sequence[pytest.Item]) -> float: ...


def recorded(suite: Suite, questions: Sequence[str], evidence: Evidence) -> dict[str, Recordings]:
    """Record what the current submission does on shared inputs, in the order of `Candidates.tests`.

    All public tests run before the first hidden one.

    Args:
        suite: The tests.
        questions: Ids of the wrong questions.
        evidence: What it did when it was graded, as far as those tests ran.
    """
    found: dict[str, Recording] = {}
    orders = {question: _in_order(suite, question) for question in questions}
    for hidden in (False, True):
        for items in orders.values():
            for form in (False, True):
                run = [
                    item
                    for item in items
                    if (item.stash[INFO].hidden, _is_form(item)) == (hidden, form) and not _is_known(item, evidence)
                ]
                if run:
                    recordings = suite.record(run, judging=form)
                    found.update({item.nodeid: one for item, one in zip(run, recordings, strict=True)})
    return {
        question: tuple(found.get(item.nodeid) or evidence[item.nodeid] for item in items)
        for question, items in orders.items()
    }


def _is_known(item: pytest.Item, evidence: Evidence) -> bool:
    """Return whether grading has shown everything that a recording of the test would have."""
    seen = evidence.get(item.nodeid)
    return seen is not None and (_is_form(item) or (not item.stash[INFO].hidden and seen.status == "passed"))


def _is_form(item: pytest.Item) -> bool:
    return item.stash[INFO].gate in FORM_GATES


def _in_order(suite: Suite, question: str) -> list[pytest.Item]:
    """Return the tests of a question, gates of form last, because they cost most and tell least."""
    return sorted(suite.of_question(question), key=_is_form)


@dataclass(frozen=True)
class _Own:
    """The inputs that graded a submission, and what it did on them.

    Attributes:
        items: The tests that ran.
        places: The place of each in the order of all tests of the question.
        inputs: The inputs.
        recordings: What the submission did.
    """

    items: list[pytest.Item]
    places: list[int]
    inputs: InputDraw
    recordings: Recordings

    def some(self, indices: Sequence[int]) -> tuple[list[pytest.Item], Recordings]:
        """Return some of the tests, and what the submission did in them."""
        return [self.items[index] for index in indices], tuple(self.recordings[index] for index in indices)


class Candidates:
    """Runs candidates through the tests of a question.

    Args:
        suite: The tests.
        time_limit: Returns how many seconds tests may take.
    """

    def __init__(self, suite: Suite, time_limit: TimeLimit) -> None:
        self._suite = suite
        self._trusted = InProcessProvider(suite.provider)
        self._here = Suite(suite.items, self._trusted)
        self._time_limit = time_limit
        self._worker_cpu = 0.0
        self._beginnings: dict[str, Beginning] = {}

    def tests(self, question: str) -> list[TestInfo]:
        """Return the tests of a question in the order of recordings."""
        return [item.stash[INFO] for item in _in_order(self._suite, question)]

    def attempt_all(self, question: str, attempts: Sequence[Attempt], expected: Recordings | None) -> list[Recordings]:
        """Record each attempt on the shared inputs; it may stop early, when the time for the search is used up.

        Args:
            question: Id of the question.
            attempts: The attempts.
            expected: Recordings of the submission; an attempt ends at the first test that does not agree. None to run
                all tests but the gates of form.
        """
        items = _in_order(self._suite, question)

        def attempted() -> list[Recordings]:
            found: list[Recordings] = []
            spent = 0.0
            for attempt in attempts:
                if spent > SEARCH:
                    break
                start, self._worker_cpu = time.process_time(), 0.0
                found.append(self._attempted(items, attempt, expected))
                spent += time.process_time() - start + self._worker_cpu
            return found

        return in_a_fork(attempted, self._time_limit(items))

    def _attempted(self, items: list[pytest.Item], attempt: Attempt, expected: Recordings | None) -> Recordings:
        values = [item for item in items[attempt.start :] if not _is_form(item)]
        wanted = None if expected is None else expected[attempt.start :]
        found: Recordings = ()
        if values:
            with self._in_process(attempt.files) as suite:
                found = self._cut_at_once(values[0], wanted) or suite.record(values, wanted, agree=agrees_but_for_gates)
                self._remember_beginning(values[0])
        if wanted is None or len(found) < len(values):
            return found
        gates = items[attempt.start :][len(values) :]
        if not gates or not _agree(values, found, wanted):
            return found
        return found + self._in_a_worker(gates, attempt.files, InputDraw.shared(0), wanted[len(values) :])

    def _cut_at_once(self, item: pytest.Item, wanted: Recordings | None) -> Recordings:
        """Return what is recorded of the test if its first event is not the expected one; otherwise nothing."""
        beginning = self._beginnings.get(item.nodeid)
        if wanted is None or beginning is None or item.stash[INFO].gate:
            return ()
        event = self._trusted.first_event(beginning)
        cut = Recording("failed", (event,), cut=True) if event is not None else None
        return () if cut is None or cut.may_agree(wanted[0]) else (cut,)

    def _remember_beginning(self, item: pytest.Item) -> None:
        """Keep how the first test began, if it ran."""
        beginning = self._trusted.beginning()
        if beginning is not None:
            self._beginnings[item.nodeid] = beginning

    def replay(self, job: Job, evidence: Evidence, proven: bool) -> Replay:
        """Return what compares candidates, on the inputs that graded a submission, with what it did on them.

        A candidate with the submission's own files is not run again. Nor are public tests, which have the same inputs
        as in the recordings of the candidate; nor what gates of form found, which is a property of its code.

        Args:
            job: The submission.
            evidence: What it did.
            proven: Whether the source of the answer proves that it has no loop.
        """

        def replayed(question: str, candidates: Sequence[Candidate]) -> list[tuple[str, ...] | None]:
            others = [one for one in candidates if one.files != job.files]
            if not others:
                return [()] * len(candidates)
            own = self._own(job, question, evidence, proven)
            tests = [item.stash[INFO] for item in own.items]

            def compared() -> list[tuple[str, ...] | None]:
                return [gates_beyond(tests, self._on_own_inputs(one, own), own.recordings) for one in others]

            beyond = iter(in_a_fork(compared, self._time_limit(own.items)))
            return [() if one.files == job.files else next(beyond) for one in candidates]

        return replayed

    def _own(self, job: Job, question: str, evidence: Evidence, proven: bool) -> _Own:
        order = _in_order(self._suite, question)
        places = [place for place, item in enumerate(order) if item.nodeid in evidence]
        items = [order[place] for place in places]
        graded = tuple(evidence[item.nodeid] for item in items)
        passing = let_pass(graded, [item.stash[INFO].gate for item in items], proven)
        return _Own(items, places, InputDraw.of_submission(job.drawn_from()), passing)

    def _on_own_inputs(self, candidate: Candidate, own: _Own) -> Recordings:
        """Return what a candidate does on the inputs of a submission; nothing if its values are other ones.

        Whether its code loops or needs too much memory is known. Of such gates only the values are new, if a recording
        has any: the calls of loops and of work are not recorded.
        """
        shared = [candidate.recordings[place] for place in own.places]
        gates = [index for index, item in enumerate(own.items) if _is_form(item)]
        public = [index for index, item in enumerate(own.items) if not (item.stash[INFO].hidden or index in gates)]
        drawn = [index for index in range(len(own.items)) if index not in (*gates, *public)]
        found = {
            **{index: shared[index].judged() for index in public},
            **{index: shared[index] for index in gates},
        }
        items, recordings = own.some(public)
        if not _agree(items, tuple(found[index] for index in public), recordings):
            return ()
        again = [
            index
            for index in gates
            if status_beside(shared[index], own.recordings[index]) == own.recordings[index].status
            and (shared[index].events or own.recordings[index].events)
        ]
        here = [index for index in again if shared[index].status == "passed"]
        if drawn or here:
            items, recordings = own.some([*drawn, *here])
            with self._in_process(candidate.files) as suite:
                ran = suite.record(items, recordings, own.inputs, judging=True, agree=agrees_but_for_gates)
            if len(ran) < len(items):
                return ()
            found |= {
                index: replace(one, status=shared[index].status, excuse=shared[index].excuse) if index in here else one
                for index, one in zip([*drawn, *here], ran, strict=True)
            }
        for index in again:
            if index not in here:
                [found[index]] = self._in_a_worker(
                    [own.items[index]], candidate.files, own.inputs, (own.recordings[index],)
                )
        return tuple(found[index] for index in range(len(own.items)))

    @contextlib.contextmanager
    def _in_process(self, files: Mapping[str, bytes]) -> Iterator[Suite]:
        """Run the tests on these files, in this process, inside the block."""
        stash = self._suite.items[0].config.stash
        stash[PROVIDER] = self._trusted
        try:
            with self._trusted.serving(files):
                yield self._here
        finally:
            stash[PROVIDER] = self._suite.provider

    def _in_a_worker(
        self, items: list[pytest.Item], files: Mapping[str, bytes], inputs: InputDraw, expected: Recordings
    ) -> Recordings:
        """Run gates of form on these files as on a submission, up to the first that does not agree."""
        self._suite.provider.start(Job("", dict(files), ""))
        try:
            return self._suite.record(items, expected, inputs, judging=True, agree=agrees_on_shared_inputs)
        finally:
            self._worker_cpu, _reference = self._suite.provider.finish()


def _agree(items: Sequence[pytest.Item], found: Recordings, expected: Recordings) -> bool:
    pairs = zip(items, found, expected, strict=False)
    return all(agrees_but_for_gates(one, other, item.stash[INFO].gate) for item, one, other in pairs)
