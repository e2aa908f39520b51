"""Whether a call is vectorised: told by interpreter events on a laptop, decided by CPU time in grading."""

from collections.abc import Callable
from typing import Any, Protocol

import numpy as np

from autograder.errors import Failed, GraderError
from autograder.i18n import _
from autograder.model.text import Text
from autograder.testing.submission import Submission, Timed

__all__ = ["EVENTS_A_ROW", "EventsSpeed", "Speed", "Workload", "growth", "loop_found"]

EVENTS_A_ROW = 10
"""More interpreter events than this for each further row is a Python loop; vectorised code: 0, chunks of 64 rows: 1."""

SMALL, LARGE = 200, 400

Workload = Callable[[Submission, np.random.Generator, int], Any]


class Speed(Protocol):
    """The `speed` fixture."""

    def flat(self, workload: Workload, over: Text) -> None:
        """The time of a call does not grow with a Python loop over a dimension.

        Args:
            workload: `workload(seam, rng, n)` prepares with n rows and returns a timed call.
            over: What the n rows are, in words.

        Raises:
            Failed: A Python loop runs over them.
        """


class EventsSpeed:
    """Counts interpreter events at two sizes; needs no clock and no reference."""

    def __init__(self, submission: Submission, seed: int) -> None:
        self._submission = submission
        self._seed = seed

    def flat(self, workload: Workload, over: Text) -> None:
        """See `Speed.flat`."""
        slope, line = growth(workload, self._submission, self._seed)
        if slope > EVENTS_A_ROW:
            raise loop_found(slope, line, over)


def growth(workload: Workload, submission: Submission, seed: int) -> tuple[float, str]:
    """Interpreter events for each further row, and the line on which most events fell."""
    small, _line = _timed(workload, submission, seed, SMALL).count()
    large, line = _timed(workload, submission, seed, LARGE).count()
    return (large - small) / (LARGE - SMALL), line


def _timed(workload: Workload, submission: Submission, seed: int, n: int) -> Timed:
    call = workload(submission, np.random.default_rng(seed), n)
    if not isinstance(call, Timed):
        raise GraderError("a workload must return what `.timed(...)` returned")
    return call


def loop_found(slope: float, line: str, over: Text) -> Failed:
    """The failure that names the loop."""

    def explain() -> str:
        return _(
            "A Python loop runs over the {over}: each further one costs {slope:.0f} interpreter steps "
            "(vectorised code: about 0).\n  busiest line: {line}"
        ).format(over=over, slope=slope, line=line)

    def brief() -> str:
        return _("A Python loop runs over the {over}.").format(over=over)

    return Failed(explain, brief)
