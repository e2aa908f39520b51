"""Measure speed verdicts with every core busy: wrong ones, reviews, and margins."""

import hashlib
import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from autograder.errors import Finding
from autograder.grading.cpu_clock import LINE, CpuJudge
from autograder.grading.worker_transport import WorkerTransport
from autograder.model.assignment import Limits
from autograder.model.text import Text
from autograder.sandbox.pool import Zygote
from autograder.testing import array
from autograder.testing.calls import Timed
from autograder.testing.submission import Submission
from autograder.validation.prove import busy_cores
from benchmarks.loop_ways import WAYS, Way
from benchmarks.measure import ANSWERS

__all__ = ["GRADINGS", "Verdict", "graded_under_load", "verdicts"]

GRADINGS = 1_000
LIMITS = Limits(cpu=20)


@dataclass(frozen=True)
class Verdict:
    """One grading of one way.

    Attributes:
        name: Name of the way.
        expected: The right status.
        status: The status it got.
        factor: CPU time divided by the reference's; None if a loop was found before it was measured.
    """

    name: str
    expected: str
    status: str
    factor: float | None

    def wrong(self) -> bool:
        """Return whether vectorized code failed, or a loop or an attempt at the counter passed."""
        return (
            self.status != self.expected
            and (self.status == "passed" or self.expected == "passed")
            and not (self.undecided())
        )

    def undecided(self) -> bool:
        """Return whether a person must decide what is clear."""
        return self.status == "review" and self.expected != "review"


def graded_under_load(gradings: int) -> Iterator[Verdict]:
    """Grade the ways in turn while loops keep every core busy.

    Args:
        gradings: How many in total.
    """
    os.environ.update(dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"), "1"))
    ways = list(WAYS.items())
    zygote = Zygote()
    try:
        with busy_cores():
            for number in range(gradings):
                name, way = ways[number % len(ways)]
                yield _graded(zygote, name, way, number)
    finally:
        zygote.close()


def verdicts() -> list[str]:
    """Grade vectorized and looped answers 1,000 times while loops keep every core busy."""
    found = list(graded_under_load(GRADINGS))
    counts = Counter("wrong" if one.wrong() else "review" if one.undecided() else "right" for one in found)
    slowest = max(one.factor or 0 for one in found if one.expected == "passed")
    return [
        f"{GRADINGS:,} gradings of {len(WAYS)} ways with every core busy: {counts['wrong']} wrong verdicts (bar: 0), "
        f"{counts['review']} for review that are clear ({100 * counts['review'] / GRADINGS:.1f} %, bar: below 1 %)",
        f"slowest vectorized answer {slowest:.1f} times the reference; the line is {LINE:g}. Loops are found by their "
        "iterations, before any time is measured.",
    ]


def _workload(transport: Submission, rng: np.random.Generator, n: int) -> Timed:
    A, B = rng.normal(size=(4, 4)), rng.normal(size=(n, 4))
    return transport.answers.distances.timed(A, B, returns=array("distances", shape=(4, n), kind="float"))


def _graded(zygote: Zygote, name: str, way: Way, number: int) -> Verdict:
    session = zygote.session(LIMITS)
    opened = []
    for source in (way.source.encode(), ANSWERS.read_bytes()):
        transport = WorkerTransport(session, {"answers.py": source}, frozenset(), LIMITS)
        submission = Submission(transport, frozenset({"answers"}))
        submission.reset(number)
        opened.append(submission)

    def draw(label: str) -> int:
        return int.from_bytes(hashlib.sha256(f"{number} {label}".encode()).digest()[:8], "little")

    judge = CpuJudge(opened[0], lambda: opened[1], draw, lambda: opened[0])
    status = "passed"
    try:
        judge.flat(_workload, Text("rows", "행"))
    except Finding as finding:
        status = finding.status
    finally:
        for submission in opened:
            submission.transport.drop()  # type: ignore[attr-defined]
        session.close()
    return Verdict(name, way.expected, status, judge.factor)
