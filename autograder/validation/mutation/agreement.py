"""Compare answers with the reference by running a question's tests repeatedly on new inputs.

The comparison covers everything that the tests observe, not only statuses: return values, changed arguments, and
arguments passed to callbacks.
"""

import itertools
import multiprocessing
import os
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from autograder.errors import AssignmentError
from autograder.grading.executor import cores
from autograder.grading.fork import in_a_fork
from autograder.grading.job import Job
from autograder.grading.provider import GradingProvider, InputDraw
from autograder.grading.suite import Suite, work_on_suite
from autograder.model.assignment import load_assignment
from autograder.sandbox.lockdown import die_with_parent
from autograder.sandbox.pool import Zygote
from autograder.testing.plugin import INFO
from autograder.testing.provider import read_sources
from autograder.testing.recording import Recordings, same

__all__ = ["PATIENCE", "Agreement", "Claim", "compare", "comparers"]

MOST_ROUNDS = 1_000
PATIENCE = 20.0
"""Default time limit in seconds for repeating the tests on the reference until there are enough calls."""


@dataclass(frozen=True)
class Agreement:
    """Describe how far an answer agrees with the reference (or with the base that replaces it).

    Attributes:
        calls: Number of compared values, changes and arguments.
        differs: Id of the test that observed a difference; empty if there is none.
    """

    calls: int
    differs: str = ""


@dataclass(frozen=True)
class Claim:
    """Hold an answer and the claim to check.

    Attributes:
        files: File -> content.
        same: Claim that it behaves like the reference; otherwise claim only that it passes.
    """

    files: Mapping[str, bytes]
    same: bool


def compare(
    folder: Path,
    question: str,
    answers: Sequence[Claim],
    calls: int,
    secret: bytes,
    base: Mapping[str, bytes] | None = None,
    patience: float = PATIENCE,
) -> list[Agreement]:
    """Compare answers to one question with the reference.

    Call it in a separate process, because it runs pytest. The first round runs all tests of the question, including
    edge cases; further rounds run the hidden tests with new random inputs.

    Args:
        folder: The assignment's source folder.
        question: Id of the question.
        answers: Answers to compare, with their claims.
        calls: Number of calls to reach, unless `patience` runs out.
        secret: The secret that seeds the hidden tests.
        base: File -> content to compare with instead of the reference, for example a misconception.
        patience: Time limit in seconds for reaching `calls`.

    Returns:
        One agreement per answer, in order.

    Raises:
        AssignmentError: The tests cannot be collected, or the question has no hidden test that draws inputs.
    """
    os.environ.update(dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1"))
    assignment = load_assignment(folder)
    zygote = Zygote()
    provider = GradingProvider(assignment, read_sources(folder, assignment), secret, zygote)
    try:
        found: list[Agreement] = []

        def work(suite: Suite) -> None:
            comparer = _Comparer(suite, question, calls, patience)
            found.extend(comparer.compare(answers, base))

        work_on_suite(folder, provider, work)
    finally:
        provider.close()
    return found


def comparers() -> ProcessPoolExecutor:
    """Create a pool of processes for `compare`, one per core; spawned, because forking with threads may hang."""
    spawned = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(len(cores()), mp_context=spawned, initializer=die_with_parent, initargs=(os.getpid(),))


class _Comparer:
    """Record the rounds of the reference, then run each answer until it differs."""

    def __init__(self, suite: Suite, question: str, calls: int, patience: float) -> None:
        self._suite = suite
        self._calls = calls
        self._patience = patience
        self._own = suite.of_question(question)
        self._again = [item for item in self._own if item.stash[INFO].hidden and not item.stash[INFO].gate]
        if not self._again:
            raise AssignmentError(question, "no hidden test of it draws inputs; write one")

    def compare(self, answers: Sequence[Claim], base: Mapping[str, bytes] | None) -> list[Agreement]:
        """Return how far each answer agrees with `base` or with the reference."""
        provider = self._suite.provider
        reference = base or {name: provider.own[name] for name in provider.assignment.files()}
        ours = in_a_fork(lambda: self._rounds(reference))
        return [in_a_fork(partial(self._compared, answer, ours)) for answer in answers]

    def _rounds(self, files: Mapping[str, bytes]) -> list[Recordings]:
        found: list[Recordings] = []
        end = time.monotonic() + self._patience
        rounds = itertools.chain([self._own], itertools.repeat(self._again))
        for number, items in zip(range(MOST_ROUNDS), rounds, strict=False):
            found.append(self._round(files, items, number))
            if sum(map(_calls, found)) >= self._calls or time.monotonic() > end:
                break
        return found

    def _compared(self, claim: Claim, ours: list[Recordings]) -> Agreement:
        calls = 0
        for number, expected in enumerate(ours):
            items = self._again if number else self._own
            seen = self._round(claim.files, items, number, expected if claim.same else None, judging=not claim.same)
            for item, one, other in zip(items, seen, expected, strict=False):
                if not (same(one, other) if claim.same else one.status == "passed"):
                    return Agreement(calls, str(item.stash[INFO].id))
            calls += _calls(seen)
        return Agreement(calls)

    def _round(
        self,
        files: Mapping[str, bytes],
        items: list[pytest.Item],
        number: int,
        expected: Recordings | None = None,
        judging: bool = False,
    ) -> Recordings:
        self._suite.provider.start(Job("", dict(files), ""))
        try:
            return self._suite.record(items, expected, InputDraw.shared(number), judging)
        finally:
            self._suite.provider.finish()


def _calls(recordings: Recordings) -> int:
    return sum(len(recording.events) for recording in recordings)
