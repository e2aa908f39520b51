"""Whether a call is vectorized: told by interpreter events on a laptop, decided by CPU time in grading."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from autograder.errors import Failed, GraderError
from autograder.i18n import Lines, Message, Renderable
from autograder.model.text import Text
from autograder.testing.findings import Frame
from autograder.testing.submission import Submission, Timed

__all__ = ["EVENTS_A_ROW", "EventCountJudge", "Growth", "SpeedJudge", "Workload", "growth", "loop_found"]

EVENTS_A_ROW = 10
"""More interpreter events than this for each further row is a Python loop; vectorized code: 0, chunks of 64 rows: 1."""

SMALL, LARGE = 200, 400


@dataclass(frozen=True)
class Growth:
    """How the interpreter's work grows with the rows.

    Attributes:
        small: Interpreter events of a call with `SMALL` rows.
        large: The same with `LARGE`.
        busiest: The line on which most of them fell.
    """

    small: int
    large: int
    busiest: Frame | None

    @property
    def slope(self) -> float:
        """Events for each further row."""
        return (self.large - self.small) / (LARGE - SMALL)


Workload = Callable[[Submission, np.random.Generator, int], Any]


class SpeedJudge(Protocol):
    """The `speed` fixture."""

    def flat(self, workload: Workload, over: Text) -> None:
        """The time of a call does not grow with a Python loop over a dimension.

        Args:
            workload: `workload(transport, rng, n)` prepares with n rows and returns a timed call.
            over: What the n rows are, in words.

        Raises:
            Failed: A Python loop runs over them.
        """


class EventCountJudge:
    """Counts interpreter events at two sizes; needs no clock and no reference."""

    def __init__(self, submission: Submission, seed: int) -> None:
        self._submission = submission
        self._seed = seed

    def flat(self, workload: Workload, over: Text) -> None:
        """See `SpeedJudge.flat`."""
        found = growth(workload, self._submission, self._seed)
        if found.slope > EVENTS_A_ROW:
            raise loop_found(found, over)


def growth(workload: Workload, submission: Submission, seed: int) -> Growth:
    """Interpreter events of the same call with few rows and with many."""
    small, _line = _timed(workload, submission, seed, SMALL).count()
    large, line = _timed(workload, submission, seed, LARGE).count()
    return Growth(small, large, line)


def _timed(workload: Workload, submission: Submission, seed: int, n: int) -> Timed:
    call = workload(submission, np.random.default_rng(seed), n)
    if not isinstance(call, Timed):
        raise GraderError("a workload must return what `.timed(...)` returned")
    return call


def loop_found(found: Growth, over: Text, measured: Renderable = "") -> Failed:
    """The failure that names the loop.

    Args:
        found: The events.
        over: What the loop runs over.
        measured: How long it took, where that was measured.
    """
    lines = [
        Message(
            "A Python loop runs over the {over}: each further one costs {slope:.0f} interpreter steps "
            "(vectorized code: about 0).",
            over=over,
            slope=found.slope,
        ),
        Message(
            "  {few} {over}: {small:,} steps; {many} {over}: {large:,} steps",
            few=SMALL,
            many=LARGE,
            over=over,
            small=found.small,
            large=found.large,
        ),
    ]
    if found.busiest:
        lines.append(Message("  busiest line: {line}", line=found.busiest.place()))
    return Failed(
        Lines(*lines, measured),
        Lines(Message("A Python loop runs over the {over}.", over=over), measured, separator=" "),
        (found.busiest.file, found.busiest.line) if found.busiest else None,
    )
