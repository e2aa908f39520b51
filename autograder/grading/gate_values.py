"""Compare the values of gated calls: with the reference's or, where they are not right, with those of a few rows.

A slip must cost no form, but a call that skips its work must not pass. So values that are not right are kept until all
calls of the gate are made; then a worker that has seen none of them is asked for blocks of the same rows.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.errors import Failed
from autograder.i18n import Message
from autograder.testing.blocks import Blocks, agree, explains_itself
from autograder.testing.outcome import VALUES
from autograder.testing.speed_calls import Draw, Workload
from autograder.testing.submission import Submission

__all__ = ["WRONG", "GateValues"]

WRONG = Message(
    "How this is computed earns points once the result is right, and in the call of this test it is not yet."
)


class GateValues:
    """The values of the calls of one gate.

    Args:
        workload: Makes the calls.
        fresh: Opens the student's submission in a worker that has made no call yet.
        draw: Draws seeds.
        blocks: How blocks of rows make up a result; None if it must be right.
    """

    def __init__(self, workload: Workload, fresh: Callable[[], Submission], draw: Draw, blocks: Blocks | None) -> None:
        self._workload = workload
        self._fresh = fresh
        self._draw = draw
        self._blocks = blocks
        self._open: list[tuple[Any, int, tuple[int, ...]]] = []

    def compare(self, value: Any, expected: Any, seed: int, *sizes: int) -> None:
        """Compare the value of one call with the reference's, and keep it if they differ.

        Args:
            value: What the submission returned.
            expected: What the reference returned.
            seed: Seed of the inputs.
            sizes: Sizes of the inputs.
        """
        if not agree(value, expected):
            self._open.append((value, seed, sizes))

    def settle(self) -> bool:
        """Require that the values that are not right are what the same code makes of a few of the rows.

        Returns:
            Whether there are any.

        Raises:
            Failed: They are not.
        """
        if not self._open:
            return False
        if self._blocks is None:
            raise _wrong()
        fresh, draws = self._fresh(), np.random.default_rng(self._draw("blocks"))
        for value, seed, sizes in self._open:
            if not explains_itself(value, self._workload, fresh, (seed, sizes), self._blocks, draws):
                raise _wrong()
        return True


def _wrong() -> Failed:
    """Make the finding for wrong values. Which values are is the subject of other tests, which take points for it."""
    finding = Failed(WRONG, WRONG)
    finding.excuse = VALUES
    return finding
