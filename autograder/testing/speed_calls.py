"""Draw the inputs of calls that are counted or timed."""

from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.errors import GraderError
from autograder.testing.calls import Timed
from autograder.testing.submission import Submission

__all__ = ["Draw", "Workload", "drawn_call"]

Workload = Callable[..., Any]
"""Takes the modules, a generator and a size (or several); returns a `Timed` call."""

Draw = Callable[[str], int]
"""Returns the seed of one call's inputs, given a label of the call. No seed tells another one."""


def drawn_call(workload: Workload, submission: Submission, seed: int, *sizes: int) -> Timed:
    """Draw the inputs of a call and prepare the modules for it.

    Raises:
        GraderError: The workload returned something other than a `Timed`.
    """
    call = workload(submission, np.random.default_rng(seed), *sizes)
    if not isinstance(call, Timed):
        raise GraderError("a workload must return what `.timed(...)` returned")
    return call
