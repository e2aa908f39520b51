"""Compare answers with the reference by running a question's tests repeatedly on new inputs.

The comparison covers everything that the tests observe, not only statuses: return values, changed arguments, and
arguments passed to callbacks.

One process collects the tests of an assignment once; forks of it, one per core, compare the answers.
"""

import itertools
import math
import multiprocessing
import os
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
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

__all__ = ["PATIENCE", "Agreement", "Claim", "Comparison", "compare", "comparing_process"]

MOST_ROUNDS = 1_000
PATIENCE = 20.0
"""Default limit in CPU seconds for repeating the tests on the reference until there are enough calls.

CPU seconds, so that a busy machine compares as many calls as an idle one."""

AT_ONCE = 4
"""Fewest answers to a question for which another fork runs the reference again."""


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


@dataclass(frozen=True)
class Comparison:
    """Hold answers to one question, and what to compare them with.

    Attributes:
        question: Id of the question.
        answers: The answers, with their claims.
        base: File -> content to compare with instead of the reference, for example a misconception.
    """

    question: str
    answers: tuple[Claim, ...]
    base: Mapping[str, bytes] | None = None


def compare(
    folder: Path, comparisons: Sequence[Comparison], calls: int, secret: bytes, patience: float = PATIENCE
) -> list[list[Agreement]]:
    """Compare answers with the reference.

    Call it in a separate process, because it runs pytest. The first round runs all tests of the question, including
    edge cases; further rounds run the hidden tests with new random inputs.

    Args:
        folder: The assignment's source folder.
        comparisons: The answers to compare.
        calls: Number of calls to reach, unless `patience` runs out.
        secret: The secret that seeds the hidden tests.
        patience: Limit in CPU seconds for reaching `calls`.

    Returns:
        For each comparison one agreement per answer, in order.

    Raises:
        AssignmentError: The tests cannot be collected, or a question has no hidden test that draws inputs.
    """
    os.environ.update(dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1"))
    assignment = load_assignment(folder)
    zygote = Zygote()
    provider = GradingProvider(assignment, read_sources(folder, assignment), secret, zygote)
    parts = [(number, part) for number, one in enumerate(comparisons) for part in _parts(one)]
    found: list[list[Agreement]] = [[] for _comparison in comparisons]

    def work(suite: Suite) -> None:
        comparers = [_Comparer(suite, part.question, calls, patience) for _number, part in parts]
        pairs = zip(comparers, (part for _number, part in parts), strict=True)
        works = [partial(comparer.compare, part.answers, part.base) for comparer, part in pairs]
        for (number, _part), agreements in zip(parts, _in_forks(works), strict=True):
            found[number] += agreements

    try:
        work_on_suite(folder, provider, work)
    finally:
        provider.close()
    return found


def comparing_process() -> ProcessPoolExecutor:
    """Create a pool of one process for `compare`; spawned, because forking with threads may hang."""
    spawned = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(1, mp_context=spawned, initializer=die_with_parent, initargs=(os.getpid(),))


def _parts(comparison: Comparison) -> Iterable[Comparison]:
    """Divide many answers to one question among the forks."""
    size = max(AT_ONCE, math.ceil(len(comparison.answers) / len(cores())))
    for start in range(0, len(comparison.answers), size):
        yield replace(comparison, answers=comparison.answers[start : start + size])


_works: list[Callable[[], list[Agreement]]] = []
"""What the forks do; they inherit it, because it cannot be pickled."""


def _in_forks(works: Sequence[Callable[[], list[Agreement]]]) -> Iterable[list[Agreement]]:
    """Call each function in one of several forks of this process, one per core; return the results in order."""
    _works[:] = works
    forked = multiprocessing.get_context("fork")
    parent = (os.getpid(),)
    with ProcessPoolExecutor(
        len(cores()), mp_context=forked, initializer=die_with_parent, initargs=parent
    ) as processes:
        return list(processes.map(_work, range(len(works))))


def _work(number: int) -> list[Agreement]:
    return _works[number]()


class _Comparer:
    """Record the rounds of the reference, then run each answer until it differs."""

    def __init__(self, suite: Suite, question: str, calls: int, patience: float) -> None:
        self._suite = suite
        self._calls = calls
        self._patience = patience
        self._worker_cpu = 0.0
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
        end = time.process_time() + self._patience
        rounds = itertools.chain([self._own], itertools.repeat(self._again))
        for number, items in zip(range(MOST_ROUNDS), rounds, strict=False):
            found.append(self._round(files, items, number))
            if sum(map(_calls, found)) >= self._calls or time.process_time() + self._worker_cpu > end:
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
            self._worker_cpu += sum(self._suite.provider.finish())


def _calls(recordings: Recordings) -> int:
    return sum(len(recording.events) for recording in recordings)
