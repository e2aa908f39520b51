"""Check whether a call is vectorized: by interpreter events on a laptop, by CPU time in grading."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from autograder.errors import Failed, GraderError
from autograder.i18n import Lines, Message, Renderable
from autograder.model.text import Text
from autograder.testing.calls import Timed
from autograder.testing.findings import Frame
from autograder.testing.submission import Submission

__all__ = ["EVENTS_A_ROW", "EventCountJudge", "Growth", "SpeedJudge", "Workload", "growth", "loop_found"]

EVENTS_A_ROW = 10
"""Events for each additional row above which a call loops in Python. Vectorized code: 0; chunks of 64 rows: 1."""

SMALL, LARGE = 200, 400


@dataclass(frozen=True)
class Growth:
    """The growth of interpreter events with the number of rows.

    Attributes:
        small: Events of a call with `SMALL` rows.
        large: Events of a call with `LARGE` rows.
        busiest: The line with most of the events.
    """

    small: int
    large: int
    busiest: Frame | None

    @property
    def slope(self) -> float:
        """Events for each additional row."""
        return (self.large - self.small) / (LARGE - SMALL)


Workload = Callable[[Submission, np.random.Generator, int], Any]
"""Takes the modules, a generator and the number of rows; returns a `Timed` call."""


class SpeedJudge(Protocol):
    """Judges whether a call is vectorized. The fixture `speed` is one.

    On a laptop the judge counts interpreter events with 200 and with 400 rows. In grading the CPU time of the worker
    decides, compared with the reference.

    Example:
        >>> def workload(modules, rng, n):
        ...     A, B = rng.normal(size=(2, 3)), rng.normal(size=(n, 3))
        ...     return modules.knn.l1_distances.timed(A, B, returns=array("dists", shape=(2, n)))
        >>> speed.flat(workload, over=Text("rows of B", "B의 행"))
    """

    def flat(self, workload: Workload, over: Text) -> None:
        """Require that no Python loop runs over a dimension.

        Args:
            workload: A function `workload(modules, rng, n)`. It draws inputs from `rng`, prepares on `modules` what the
                call needs, with n the length of the dimension and all else small, and returns what `.timed(...)`
                returned. `modules` is the submission or, in grading, also the reference.
            over: What the dimension is, a plural: `Text("training rows", "훈련 데이터")`.

        Raises:
            Failed: A Python loop runs over the dimension.
            Finding: The call raised an exception, exceeded a limit, or returned something else than `returns` asks for.
            GraderError: `workload` returned something other than a `Timed`.
        """


class EventCountJudge:
    """Counts interpreter events at two sizes, without a clock or a reference."""

    def __init__(self, submission: Submission, seed: int) -> None:
        self._submission = submission
        self._seed = seed

    def flat(self, workload: Workload, over: Text) -> None:
        """Require that the events do not grow with the rows.

        Args:
            workload: Takes the modules, a generator and the number of rows; returns a `Timed` call.
            over: What the rows are, a plural.

        Raises:
            Failed: A Python loop runs over them.
        """
        found = growth(workload, self._submission, self._seed)
        if found.slope > EVENTS_A_ROW:
            raise loop_found(found, over)


def growth(workload: Workload, submission: Submission, seed: int) -> Growth:
    """Count the interpreter events of a call with `SMALL` and with `LARGE` rows."""
    small, _line = _timed(workload, submission, seed, SMALL).count()
    large, line = _timed(workload, submission, seed, LARGE).count()
    return Growth(small, large, line)


def _timed(workload: Workload, submission: Submission, seed: int, n: int) -> Timed:
    call = workload(submission, np.random.default_rng(seed), n)
    if not isinstance(call, Timed):
        raise GraderError("a workload must return what `.timed(...)` returned")
    return call


def loop_found(found: Growth, over: Text, measured: Renderable = "") -> Failed:
    """Make the failure that names the loop.

    Args:
        found: The growth of interpreter events.
        over: What the loop runs over.
        measured: The CPU time in words, if it was measured.
    """
    lines = [
        Message(
            "A Python loop runs over the {over}: each additional one costs {slope:.0f} interpreter steps "
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
