"""Check that a call on many rows gives what the same code gives on a few of them.

A gate must look at the value of its own call: code that returns zeros for large inputs has no loop and needs no memory.
But a slip is the business of other tests. So where the value is not right, the same workload is run again with a few of
the same rows: every array that has many rows is cut on its way to the student's code. This checks consistency and is
no oracle.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np

from autograder.errors import Finding
from autograder.testing.returns import ArraySpec, Returns, Shape
from autograder.testing.speed_calls import Workload, drawn_call
from autograder.testing.submission import Submission

__all__ = ["ATOL", "RTOL", "Blocks", "Cut", "agree", "explains_itself"]

Blocks = Literal["rows", "mean", "sum"]
"""How the results of blocks of rows make up the whole result: joined, averaged or summed."""

RTOL, ATOL = 1e-4, 1e-5
"""Tolerance for the values of gated calls: that of float32, because precision is for other tests."""

FEW = 8
"""Maximum number of rows of a block, and the number where all blocks are needed."""

LEAST = 2
"""Minimum number of rows of a block that is drawn: a single row may be a special case."""

DRAWN = 6
"""Number of blocks that are drawn where the blocks are joined."""

BESIDE = 8
"""Maximum number of places that an axis may have beside its rows: those that a filter needs to its right."""


@dataclass(frozen=True)
class Cut:
    """Takes some rows of everything that has as many rows as a workload was asked for.

    Attributes:
        bounds: For each size of the workload: the size, the first row to take, and the one after the last.
    """

    bounds: tuple[tuple[int, int, int], ...]

    def slices(self, shape: tuple[int, ...]) -> tuple[slice, ...]:
        """Return what to take of an array: of n rows some, of k n + c places those that belong to them."""
        return tuple(map(self._slice, shape))

    def of(self, value: Any) -> Any:
        """Cut all arrays in a value."""
        if isinstance(value, np.ndarray):
            return value[self.slices(value.shape)]
        if isinstance(value, tuple | list):
            return type(value)(map(self.of, value))
        return {key: self.of(one) for key, one in value.items()} if isinstance(value, dict) else value

    def returns(self, returns: Returns) -> Returns:
        """Cut the shapes of specs."""
        if isinstance(returns, tuple):
            return tuple(map(self.returns, returns))
        return replace(returns, shape=self._shape(returns.shape)) if isinstance(returns, ArraySpec) else returns

    def _shape(self, shape: Shape | None) -> Shape | None:
        if shape is None:
            return None
        return tuple(one if one is None else len(range(one)[self._slice(one)]) for one in shape)

    def _slice(self, length: int) -> slice:
        for size, first, end in self.bounds:
            times, beside = divmod(length, size)
            if times and beside <= BESIDE:
                return slice(times * first, times * end + beside)
        return slice(None)


def agree(found: Any, expected: Any) -> bool:
    """Return whether two results are equal but for rounding; of a tuple, each value except None in `expected`."""
    if expected is None:
        return True
    if isinstance(expected, tuple):
        return all(agree(one, other) for one, other in zip(found, expected, strict=True))  # both passed the same spec
    if isinstance(expected, dict):
        return all(agree(found[key], other) for key, other in expected.items())
    if np.shape(found) != np.shape(expected):
        return False
    with np.errstate(all="ignore"):
        return bool(np.allclose(found, expected, rtol=RTOL, atol=ATOL))


def explains_itself(
    whole: Any,
    workload: Workload,
    submission: Submission,
    inputs: tuple[int, tuple[int, ...]],
    blocks: Blocks,
    draws: np.random.Generator,
) -> bool:
    """Return whether the result of a large call is what the same code makes of a few of its rows.

    Results that are the same for all blocks do not count: they do not depend on the rows.

    Args:
        whole: The result of the large call.
        workload: Makes the call.
        submission: The student's modules, where no large call was made before: code may remember that one was.
        inputs: Seed and sizes of the large call.
        blocks: How the results of blocks make up the whole.
        draws: Draws the blocks, if not all are needed.
    """
    seed, sizes = inputs

    def part(cut: Cut) -> Any:
        with submission.transport.cutting(cut.of):
            call = drawn_call(workload, submission, seed, *sizes)
            return replace(call, returns=cut.returns(call.returns)).value()

    try:
        if blocks == "rows":
            return _joined(whole, part, sizes, draws)
        return _added(whole, part, sizes, blocks)
    except Finding:  # a shape that only the large call may have, an exception, a limit
        return False


def _joined(whole: Any, part: Callable[[Cut], Any], sizes: tuple[int, ...], draws: np.random.Generator) -> bool:
    parts: list[Any] = []
    rows = int(draws.integers(LEAST, FEW + 1))  # the same for all, so that constants are the same, too
    for _block in range(DRAWN):
        starts = [(size, int(draws.integers(size - rows + 1))) for size in sizes]
        cut = Cut(tuple((size, first, first + rows) for size, first in starts))
        parts.append(part(cut))
        if not agree(cut.of(whole), parts[-1]):
            return False
    return _differ(parts)


def _added(whole: Any, part: Callable[[Cut], Any], sizes: tuple[int, ...], blocks: Blocks) -> bool:
    (size,) = sizes
    parts, shares = [], []
    for first in range(0, size, FEW):
        end = min(first + FEW, size)
        parts.append(part(Cut(((size, first, end),))))
        shares.append((end - first) / size if blocks == "mean" else 1.0)
    return agree(whole, _total(parts, shares)) and _differ(parts)


def _total(parts: list[Any], shares: list[float]) -> Any:
    if isinstance(parts[0], tuple):
        return tuple(_total(list(column), shares) for column in zip(*parts, strict=True))
    if parts[0] is None:
        return None
    return sum(share * np.asarray(one) for share, one in zip(shares, parts, strict=True))


def _differ(parts: list[Any]) -> bool:
    """Return whether the values depend on the rows: each value of a tuple must."""
    columns = zip(*parts, strict=True) if isinstance(parts[0], tuple) else [parts]
    return all(column[0] is None or not all(agree(one, column[0]) for one in column) for column in columns)
