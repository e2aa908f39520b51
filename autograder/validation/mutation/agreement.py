"""Whether two answers are the same to every test: both run through a question's tests, again and again, on new inputs.

Not the verdicts are compared but all that the tests see: what comes back, what is changed, what is passed on.
"""

import itertools
import multiprocessing
import os
import secrets
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from autograder.errors import AssignmentError
from autograder.grading.executor import cores
from autograder.grading.grader import in_a_fork
from autograder.grading.job import Job
from autograder.grading.provider import GradingProvider
from autograder.grading.secret import SIZE
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
"""Seconds after which the reference is not run through the tests again, though there were not as many calls yet; unless
the caller has more."""


@dataclass(frozen=True)
class Agreement:
    """How far an answer agrees with the reference, or with what stands in its place.

    Attributes:
        calls: Values, changes and arguments that were compared.
        differs: The test that saw a difference; empty if none did.
    """

    calls: int
    differs: str = ""


@dataclass(frozen=True)
class Claim:
    """An answer, and what is claimed of it.

    Attributes:
        files: File -> content.
        same: That it does what the reference does; otherwise only that it passes.
    """

    files: Mapping[str, bytes]
    same: bool


def compare(
    folder: Path,
    question: str,
    answers: Sequence[Claim],
    calls: int,
    base: Mapping[str, bytes] | None = None,
    patience: float = PATIENCE,
) -> list[Agreement]:
    """Compare answers to one question with the reference; call it in a process of its own, it runs pytest there.

    The first round is every test of the question, with its edge cases; the hidden ones follow with inputs drawn anew.

    Args:
        folder: The assignment's source folder.
        question: Its id.
        answers: Those to compare.
        calls: Go on for as many calls, unless they take too long.
        base: Files that stand in the reference's place: a misconception, say.
        patience: Seconds that are enough, however few the calls were.

    Raises:
        AssignmentError: The tests cannot be collected.
    """
    os.environ.update(dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1"))
    assignment = load_assignment(folder)
    zygote = Zygote()
    provider = GradingProvider(assignment, read_sources(folder, assignment), secrets.token_bytes(SIZE), zygote)
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
    """Processes to call `compare` in, one a core; spawned, because a fork of a process with threads may hang."""
    spawned = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(len(cores()), mp_context=spawned, initializer=die_with_parent)


class _Comparer:
    """Runs the reference, and then each answer for as long as it does the same."""

    def __init__(self, suite: Suite, question: str, calls: int, patience: float) -> None:
        self._suite = suite
        self._calls = calls
        self._patience = patience
        self._own = suite.of_question(question)
        self._again = [item for item in self._own if item.stash[INFO].hidden and not item.stash[INFO].gate]
        if not self._again:
            raise AssignmentError(question, "it has no hidden test that draws inputs")

    def compare(self, answers: Sequence[Claim], base: Mapping[str, bytes] | None) -> list[Agreement]:
        """How far each answer agrees with `base`, or with the reference."""
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
            return self._suite.record(items, expected, number, judging)
        finally:
            self._suite.provider.finish()


def _calls(recordings: Recordings) -> int:
    return sum(len(recording.events) for recording in recordings)
