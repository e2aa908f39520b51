"""Points are shared out in hundredths, so that what a question is worth is exactly what its tests are worth."""

import math
from collections.abc import Iterable, Sequence
from fractions import Fraction

__all__ = ["HIGHEST_WEIGHT", "exact", "share", "total"]

HUNDREDTHS = 100

HIGHEST_WEIGHT = 1_000_000
"""Of one test; a slip of the keyboard is likelier than more."""


def exact(points: float) -> bool:
    """Whether these points are a number of hundredths, as they are written: 0.29 is, though 100 * 0.29 is not 29."""
    return math.isfinite(points) and round(points, 2) == points


def share(points: float, weights: Sequence[float]) -> list[float]:
    """Share `points` out by weight, to 0.01, by the largest remainder.

    Every share is its exact part rounded down to 0.01; the hundredths that are left over go one each to the largest
    remainders, the earlier first where two are equal. The shares always sum to `points` (see `total`).

    Args:
        points: At most two decimals, not negative.
        weights: Each finite and above 0, read as the decimal numbers that were written (0.1 is a tenth).

    Raises:
        ValueError: There is no weight, or a number outside these bounds.
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
    """The sum of scores that are stated to 0.01, free of binary rounding: `total([0.1, 0.2]) == 0.3`."""
    return sum(round(score * HUNDREDTHS) for score in scores) / HUNDREDTHS
