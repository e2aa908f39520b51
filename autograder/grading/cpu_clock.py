"""Judge vectorized speed: compare CPU times of the student's worker and the reference's, read from outside.

Both run the same calls on the same fresh inputs, in turn. The smallest of several repetitions counts, because load on
the machine hardly changes the minimum. CPU time between the calls is charged to the student's code as far as it exceeds
the reference's, so computing before or after the measured call gains nothing.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.errors import Failed, Finding, ForReview, GraderError
from autograder.grading.worker_transport import WorkerTransport
from autograder.i18n import Message
from autograder.model.text import Text
from autograder.testing.calls import Timed
from autograder.testing.compare import assert_close
from autograder.testing.speed import EVENTS_A_ROW, Growth, Workload, growth, loop_found
from autograder.testing.submission import Submission

__all__ = ["CLEAR_FAIL", "CLEAR_PASS", "LINE", "ROWS", "CpuJudge", "near_or_beyond"]

ROWS = 4_000
"""Length of the dimension that a loop would run over; all other dimensions are tiny."""

LINE = 20.0
"""The factor that students read. Below half and above twice of it few repetitions decide; between, more are needed."""

CLEAR_PASS, CLEAR_FAIL = LINE / 2, LINE * 2

SURE_PASS = LINE * 3 / 4
"""Factor up to which code without a loop passes after all repetitions; their minimum is not off by a third."""

FIRST_LOOK, CAP = 3, 15
"""Minimum and maximum number of repetitions."""

LEAST = 100e-6
"""Minimum CPU seconds that the reference counts for; shorter times drown in the cost of passing the wire."""

BUSY = 20 * LEAST
"""CPU seconds between the calls above which nothing passes early. Arguments are sent and objects are created there."""


class CpuJudge:
    """Compares the CPU time of one submission with that of the reference.

    Args:
        submission: The student's submission.
        reference: Opens the reference in its own worker.
        seed: Seed of the inputs.

    Attributes:
        factor: CPU time divided by the reference's, as measured last; None before the first measurement.
    """

    def __init__(self, submission: Submission, reference: Callable[[], Submission], seed: int) -> None:
        self.factor: float | None = None
        self._submission = submission
        self._open_reference = reference
        self._seed = seed

    def flat(self, workload: Workload, over: Text) -> None:
        """Require that a workload takes about as long as vectorized code.

        Args:
            workload: Draws inputs of a given number of rows and returns the timed call.
            over: What a loop would run over, for the message.

        Raises:
            Failed: The factor is far above the line, or event counts show that a Python loop runs over the rows.
            ForReview: The factor stays near the line after all repetitions.
        """
        with self._submission.transport.unrecorded():  # the number of calls depends on the clock
            self._judge(workload, over)

    def _judge(self, workload: Workload, over: Text) -> None:
        reference = self._open_reference()
        mine: list[_Lap] = []
        ours: list[_Lap] = []
        for repetition in range(CAP):
            seed = self._seed + repetition
            expected = _lap(workload, reference, seed, ours)
            found = _lap(workload, self._submission, seed, mine)
            _require_equal(found, expected)
            self.factor = factor = _factor(mine, ours)
            if repetition + 1 >= FIRST_LOOK and not CLEAR_PASS < factor < CLEAR_FAIL and not _busy_around(mine, factor):
                break
        if factor > CLEAR_PASS:
            finding = near_or_beyond(factor, growth(workload, self._submission, self._seed), over)
            if finding is not None:
                raise finding


def near_or_beyond(factor: float, found: Growth, over: Text) -> Finding | None:
    """Judge code that did not pass early.

    Args:
        factor: CPU time divided by the reference's, after all repetitions.
        found: Growth of the interpreter's work with the number of rows.
        over: What a loop would run over, for the message.

    Returns:
        The finding; None if the code passes.
    """
    if found.slope > EVENTS_A_ROW:
        return loop_found(found, over, _measured(factor))
    if factor <= SURE_PASS:
        return None
    slow = Failed if factor >= CLEAR_FAIL else ForReview
    text = _measured(factor) if factor >= CLEAR_FAIL else _too_close(factor)
    finding = slow(text, text)
    if found.small and found.large:  # no loop is found, so arrays that are too large may be why
        finding.excuse = "memory"
    return finding


class _Lap:
    """CPU seconds of one repetition: `call` in the call itself, `around` before and after it."""

    def __init__(self, call: float, around: float) -> None:
        self.call = call
        self.around = around


def _lap(workload: Workload, submission: Submission, seed: int, laps: list[_Lap]) -> object:
    """Run the workload once, append its times to `laps`, and return what the call returned."""
    transport = submission.transport
    assert isinstance(transport, WorkerTransport)
    start = transport.cpu
    call = workload(submission, np.random.default_rng(seed), ROWS)  # may create objects, and so run the student's code
    if not isinstance(call, Timed):
        raise GraderError("a workload must return what `.timed(...)` returned")
    call.prepare()
    ready = transport.cpu
    call.go()
    done = transport.cpu
    value = call.collect()
    laps.append(_Lap(done - ready, (ready - start) + (transport.cpu - done)))
    return value


def _require_equal(found: Any, expected: Any) -> None:
    """Compare the output of the timed call with the reference's; of a tuple, each value except None in `expected`."""
    if not isinstance(expected, tuple):
        assert_close(found, expected, "result")
        return
    for one, other in zip(found, expected, strict=True):  # both passed the same spec
        if other is not None:
            _require_equal(one, other)


def _factor(mine: list[_Lap], ours: list[_Lap]) -> float:
    """Return the student's CPU time divided by the reference's."""
    usual = min(lap.around for lap in ours)
    charged = min(lap.call + max(0.0, lap.around - 2 * usual) for lap in mine)
    return charged / max(LEAST, min(lap.call for lap in ours))


def _busy_around(mine: list[_Lap], factor: float) -> bool:
    """Return whether a passing submission uses too much CPU time between the calls to pass early."""
    return factor <= CLEAR_PASS and min(lap.around for lap in mine) > BUSY


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
