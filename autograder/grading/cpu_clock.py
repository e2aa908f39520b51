"""Deciding on vectorized speed: CPU time of the student's worker, read from outside, against the reference's.

Both run the same calls on the same fresh inputs, in turn; the smallest of several repetitions counts, which load on the
machine hardly moves. CPU that the student's worker spends between the calls beyond the reference's is charged to it, so
that nothing is gained by computing before the clock starts or after it stops.
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
"""Length of the dimension that a loop would run over; all else is tiny."""

LINE = 20.0
"""The factor that students are told; half and twice of it decide at once, what lies between needs more repetitions."""

CLEAR_PASS, CLEAR_FAIL = LINE / 2, LINE * 2

SURE_PASS = LINE * 3 / 4
"""Up to here an answer without a loop passes after all repetitions: the least of so many is not off by a third."""

FIRST_LOOK, CAP = 3, 15
"""Repetitions before the first look, and at most."""

LEAST = 100e-6
"""Seconds that the reference counts for at least: below, what the call itself costs is lost in passing the wire."""

BUSY = 20 * LEAST
"""Seconds between the calls, where arguments pass the wire and objects are made, from which on nothing passes early."""


class CpuJudge:
    """Judges one submission's speed against the reference.

    Args:
        submission: The student's.
        reference: Opens the reference in a worker of its own.
        seed: For the inputs.

    Attributes:
        factor: How many times the reference's CPU time was measured last; None before the first measurement.
    """

    def __init__(self, submission: Submission, reference: Callable[[], Submission], seed: int) -> None:
        self.factor: float | None = None
        self._submission = submission
        self._open_reference = reference
        self._seed = seed

    def flat(self, workload: Workload, over: Text) -> None:
        """See `autograder.testing.speed.SpeedJudge.flat`.

        Raises:
            Failed: A loop runs over the rows: the factor is far above the line, or above it with events that say so.
            ForReview: The factor stays near the line.
        """
        with self._submission.transport.unrecorded():  # how often it is asked depends on the clock
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
    """What is said of an answer that does not pass at once; None if it passes.

    Args:
        factor: How many times the reference's CPU time it took, after all repetitions.
        found: How the interpreter's work grows with the rows.
        over: What a loop would run over.
    """
    if found.slope > EVENTS_A_ROW:
        return loop_found(found, over, _measured(factor))
    if factor >= CLEAR_FAIL:
        return Failed(_measured(factor), _measured(factor))
    if factor <= SURE_PASS:
        return None
    return ForReview(_too_close(factor), _too_close(factor))


class _Lap:
    """CPU seconds of one repetition: in the call itself, and around it."""

    def __init__(self, call: float, around: float) -> None:
        self.call = call
        self.around = around


def _lap(workload: Workload, submission: Submission, seed: int, laps: list[_Lap]) -> object:
    """Run the workload once, append its times to `laps`, and return what the call returned."""
    transport = submission.transport
    assert isinstance(transport, WorkerTransport)
    start = transport.cpu
    call = workload(submission, np.random.default_rng(seed), ROWS)  # it may make objects, and so run the student's code
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
    """The timed call's own output is the reference's: of a tuple each value, but for what the workload ignores."""
    if not isinstance(expected, tuple):
        assert_close(found, expected, "result")
        return
    for one, other in zip(found, expected, strict=True):  # both passed the same spec
        if other is not None:
            _require_equal(one, other)


def _factor(mine: list[_Lap], ours: list[_Lap]) -> float:
    """How many times the reference's CPU time the student's code took."""
    usual = min(lap.around for lap in ours)
    charged = min(lap.call + max(0.0, lap.around - 2 * usual) for lap in mine)
    return charged / max(LEAST, min(lap.call for lap in ours))


def _busy_around(mine: list[_Lap], factor: float) -> bool:
    """Whether so much is computed between the calls that a pass needs every repetition of the reference's own."""
    return factor <= CLEAR_PASS and min(lap.around for lap in mine) > BUSY


def _measured(factor: float) -> Message:
    return Message(
        "It took {factor:.0f} times as long as vectorized code does (allowed: {line:.0f} times).",
        factor=factor,
        line=LINE,
    )


def _too_close(factor: float) -> Message:
    return Message(
        "Its speed is too near the line to be decided by a machine ({factor:.0f} times vectorized code, where "
        "{line:.0f} are allowed); a person will look at it.",
        factor=factor,
        line=LINE,
    )
