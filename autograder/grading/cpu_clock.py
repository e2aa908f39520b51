"""Judge vectorized speed in grading: by the iterations of loops, and by the worker's CPU time, read from outside.

The reference runs the same calls on the same inputs in a worker of its own. All CPU time of the student's worker counts
that it uses from the beginning of the first timed call to the end of the last one, a fixed number of them, so computing
before, between or after the calls gains nothing. The inputs of each call are drawn when it begins, from a secret.
"""

from collections.abc import Callable
from typing import Any

from autograder.errors import Failed, Finding, ForReview
from autograder.grading.gate_values import GateValues
from autograder.grading.worker_transport import WorkerTransport
from autograder.i18n import Message
from autograder.model.counter_access import CounterAccess, counter_access
from autograder.model.text import Text
from autograder.testing.blocks import Blocks
from autograder.testing.speed import ROWS, LoopSearch, counter_reached, search_loops
from autograder.testing.speed_calls import Draw, Workload, drawn_call
from autograder.testing.submission import Submission
from autograder.testing.work import require_formula

__all__ = ["LINE", "REPETITIONS", "CpuJudge", "speed_finding"]

LINE = 20.0
"""The factor up to which code passes. From twice the line on it fails; a person decides between."""

REPETITIONS = 2
"""Number of timed calls."""

LEAST = 100e-6
"""Minimum CPU seconds that a call of the reference counts for; shorter times drown in the cost of passing the wire."""

Open = Callable[[], Submission]

FAR = Message(
    "It took more than {limit:.0f} times as long as vectorized code does (allowed: {line:.0f} times).",
    limit=2 * LINE,
    line=LINE,
)
NEAR = Message(
    "It took {line:.0f} to {limit:.0f} times as long as vectorized code does (allowed: {line:.0f} times). This is too "
    "close to decide automatically; an instructor will review it.",
    limit=2 * LINE,
    line=LINE,
)
"""What hidden tests tell a student: a band, because the factor itself could say something about the inputs."""


class CpuJudge:
    """Counts the iterations of one submission, and compares its CPU time with that of the reference.

    Args:
        submission: The student's submission.
        reference: Opens the reference in its own worker.
        draw: Draws the seeds of inputs from a secret.
        fresh: Opens the student's submission in a further worker, which has made no call yet.

    Attributes:
        factor: CPU time divided by the reference's; None if it was not measured, because a loop was found before.
    """

    def __init__(self, submission: Submission, reference: Open, draw: Draw, fresh: Open) -> None:
        self.factor: float | None = None
        self._submission = submission
        self._open_reference = reference
        self._draw = draw
        self._fresh = fresh

    def flat(self, workload: Workload, over: Text, blocks: Blocks | None = None) -> None:
        """Require that no loop runs over the rows and that a workload takes about as long as vectorized code.

        Args:
            workload: Draws inputs of a given number of rows and returns the timed call.
            over: What a loop would run over, for the message.
            blocks: How blocks of rows make up the result, where it is not right; None if it must be right.

        Raises:
            Failed: A loop runs over the rows, the factor is far above the line, or the call returns wrong values.
            ForReview: The factor is near the line, or the counts do not show whether there is a loop.
        """
        reference = self._open_reference()
        values = GateValues(workload, self._fresh, self._draw, blocks)

        def compare(value: Any, seed: int, n: int) -> None:
            values.compare(value, drawn_call(workload, reference, seed, n).value(), seed, n)

        found = search_loops(workload, self._submission, self._draw, over, compare)
        if isinstance(found.finding, Failed):
            raise found.finding
        with self._submission.transport.unrecorded():
            self.factor = self._measured(workload, reference, values)
        self._submission.slipped = values.settle()
        finding = speed_finding(self.factor, found, counter_access(self._submission.transport.sources))
        if finding is not None:
            raise finding

    def within_memory(self, workload: Workload, sizes: tuple[int, ...], blocks: Blocks | None = None) -> None:
        """Require that a large call stays within the worker's memory.

        Args:
            workload: Takes the modules, a generator and the sizes; returns a `Timed` call.
            sizes: The numbers of rows.
            blocks: How blocks of rows make up the result, where it is not right; None if it must be right.

        Raises:
            Failed: The call returns wrong values.
            Finding: It exceeds the limit or another one, or raises an exception.
        """
        seed = self._draw("memory")
        value = drawn_call(workload, self._submission, seed, *sizes).value(within_memory=True)
        values = GateValues(workload, self._fresh, self._draw, blocks)
        values.compare(value, drawn_call(workload, self._open_reference(), seed, *sizes).value(), seed, *sizes)
        self._submission.slipped = values.settle()

    def formula(self, workload: Workload, over: Text) -> None:
        """Require that a gradient comes from a formula, by the CPU time of the worker.

        Args:
            workload: Takes the modules, a generator and the number of weights; returns a `Timed` call.
            over: What the weights are, for the message.

        Raises:
            Failed: It is measured slope by slope.
            ForReview: It is not clear whether it is.
        """
        mine = _transport(self._submission)
        require_formula(workload, self._submission, self._draw, over, lambda: mine.cpu)

    def _measured(self, workload: Workload, reference: Submission, values: GateValues) -> float:
        """Return the CPU time of all timed calls, divided by the reference's.

        What the reference uses between its calls, for receiving inputs and sending results, is taken off.
        """
        mine, ours, calls = _transport(self._submission), _transport(reference), 0.0
        start, other_start = mine.cpu, ours.cpu
        for repetition in range(REPETITIONS):
            seed = self._draw(f"timed {repetition}")
            expected, took = _timed(workload, reference, seed)
            calls += took
            found, _took = _timed(workload, self._submission, seed)
            values.compare(found, expected, seed, ROWS)
        around = ours.cpu - other_start - calls
        return max(0.0, mine.cpu - start - around) / max(LEAST * REPETITIONS, calls)


def speed_finding(factor: float, found: LoopSearch, access: CounterAccess | None) -> Finding | None:
    """Judge code in which no loop is proven.

    Args:
        factor: CPU time divided by the reference's.
        found: What the count of iterations has found.
        access: The place in the source that can reach the counter; None if there is none.

    Returns:
        The finding; None if the code passes.
    """
    if factor <= LINE:
        return found.finding or (counter_reached(access) if access else None)
    finding = Failed(_measured(factor), FAR) if factor > 2 * LINE else ForReview(_too_close(factor), NEAR)
    if found.none_found and access is None:  # no loop, so arrays that are too large may be why
        finding.excuse = "memory"
    return finding


def _transport(submission: Submission) -> WorkerTransport:
    assert isinstance(submission.transport, WorkerTransport)
    return submission.transport


def _timed(workload: Workload, submission: Submission, seed: int) -> tuple[Any, float]:
    """Run the workload once; return what its call returned and the CPU seconds of the call alone."""
    transport = _transport(submission)
    call = drawn_call(workload, submission, seed, ROWS)  # may create objects, and so run the student's code
    call.prepare()
    start = transport.cpu
    call.go()
    took = transport.cpu - start
    return call.collect(), took


def _measured(factor: float) -> Message:
    return Message(
        "It took {factor:.0f} times as long as vectorized code does (allowed: {line:.0f} times).",
        factor=factor,
        line=LINE,
    )


def _too_close(factor: float) -> Message:
    return Message(
        "It took {factor:.0f} times as long as vectorized code does (allowed: {line:.0f} times). This is too close to "
        "decide automatically; an instructor will review it.",
        factor=factor,
        line=LINE,
    )
