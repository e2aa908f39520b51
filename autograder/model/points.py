"""Share the points of a question among its tests in hundredths, so that the shares sum exactly to the points."""

import math
from collections.abc import Iterable, Sequence
from fractions import Fraction

__all__ = ["HIGHEST_WEIGHT", "exact", "share", "total"]

HUNDREDTHS = 100

HIGHEST_WEIGHT = 1_000_000
"""Maximum weight of one test; a larger number is probably a typing error."""


def exact(points: float) -> bool:
    """Return whether a number has at most two decimals as written: 0.29 has, although 100 * 0.29 != 29 in binary."""
    return math.isfinite(points) and round(points, 2) == points


def share(points: float, weights: Sequence[float]) -> list[float]:
    """Share `points` out by weight, to 0.01, by the largest remainder.

    Each share is rounded down to 0.01. The remaining hundredths go one each to the largest remainders; of equal
    remainders the earlier one comes first.

    Args:
        points: Points to share, at least 0, with at most two decimals.
        weights: Weights, each finite and above 0. They are read as decimal numbers as written: 0.1 is one tenth.

    Returns:
        One share for each weight. `total` of the shares equals `points`.

    Raises:
        ValueError: `weights` is empty, or a number is outside these bounds.
    """
    if not weights or not all(math.isfinite(weight) and weight > 0 for weight in weights):
        raise ValueError(f"weights must be finite and above 0; found {list(weights)}")
    hundredths = Fraction(str(points)) * HUNDREDTHS
    if hundredths < 0 or hundredths.denominator != 1:
        raise ValueError(f"points must have at most two decimals and not be negative; found {points}")
    exact = [Fraction(str(weight)) for weight in weights]
    parts = [hundredths * weight / sum(exact) for weight in exact]
    shares = [math.floor(part) for part in parts]
    by_remainder = sorted(range(len(parts)), key=lambda i: shares[i] - parts[i])
    for index in by_remainder[: int(hundredths) - sum(shares)]:
        shares[index] += 1
    return [part / HUNDREDTHS for part in shares]


def total(scores: Iterable[float]) -> float:
    """Sum scores that have at most two decimals, without binary rounding errors: `total([0.1, 0.2]) == 0.3`."""
    return sum(round(score * HUNDREDTHS) for score in scores) / HUNDREDTHS
