"""Check a gradient against slopes that are measured along random directions.

Along a direction v the slope of f at x is <gradient, v>, and (f(x + hv) - f(x - hv)) / 2h measures it without knowing
the gradient. A wrong gradient agrees along a random direction with probability 0, so a few directions suffice. To
measure the whole gradient would take a measurement for each number of x.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from autograder.errors import Failed, GraderError
from autograder.i18n import Lines, Message
from autograder.model.text import Text
from autograder.testing.compare import comparable
from autograder.testing.error_patterns import NO_PATTERN, GradientParts, likeness
from autograder.testing.gradients import STEP, Function, Vector, directional
from autograder.testing.tolerances import TOLERANCES, is_coarse

__all__ = ["NUMERICAL", "assert_is_gradient"]

NUMERICAL = (1e-5, 1e-7)
"""Tolerance of a slope against a measured one: relative to the larger of the two, and absolute."""

DIRECTIONS = 4
MOST_NUMBERS = 100
"""Maximum number of numbers in a gradient that is measured in full when it is wrong, to describe the error."""

SPARE = 4
"""Number of directions to try for each one that is needed, before the check concludes that x lies at a kink."""


@dataclass(frozen=True)
class _Slope:
    """The slope along one direction: the measured one, and that of the gradient under test."""

    measured: float
    claimed: float

    def agrees(self, rtol: float, atol: float) -> bool:
        """Check that both agree. `<=` is False for NaN, so NaN never agrees."""
        return self.error() <= atol + rtol * max(abs(self.measured), abs(self.claimed))

    def error(self) -> float:
        """Return the absolute difference."""
        return abs(self.claimed - self.measured)


def assert_is_gradient(
    f: Function,
    x: Any,
    gradient: Any,
    rng: np.random.Generator,
    name: str,
    slip: Text | None = None,
    directions: int = DIRECTIONS,
    parts: GradientParts | None = None,
) -> None:
    """Require that `gradient` is the gradient of `f` at `x`, by slopes along random directions.

    Along each direction v, with h = 1e-5, the slope (f(x + h v) - f(x - h v)) / 2h is compared with the sum of
    gradient * v. They agree if |a - n| <= 1e-7 + 1e-5 * max(|a|, |n|); for a float32 gradient 1e-5 and 1e-4.

    Args:
        f: A function of the test itself, such as an oracle's loss, never the submission's. It takes a float64 array of
            the shape of x and returns one finite number.
        x: Array of floats of about unit scale, the point. It must lie away from kinks of `f`.
        gradient: The student's gradient: an array of numbers, of the shape of x.
        rng: A `numpy.random.Generator`, which draws the directions.
        name: str, what messages call the gradient.
        slip: The likely mistake, shown below the failure.
        directions: int >= 1, the number of directions.
        parts: What is known about the gradient, for messages about a wrong one.

    Raises:
        Failed: `gradient` has another shape, or a slope differs.
        GraderError: `f` returns something other than a finite number near x, or has a kink there.

    Example:
        >>> x = np.array([1.0, -2.0, 0.5])
        >>> assert_is_gradient(lambda x: np.sum(x**3), x, 3 * x**2, rng, "dx")
        >>> assert_is_gradient(lambda x: np.sum(x**3), x, 2 * x**2, rng, "dx")  # doctest: +ELLIPSIS
        Traceback (most recent call last):
        autograder.errors.Failed: dx is not the gradient: along 4 of 4 random directions the slope differs.
          ...
          every value is 2/3 times the expected one
          no step h from 0.1 to 1e-11 brings the error below ... the formula is wrong
    """
    x = np.asarray(x, np.float64)
    found, _x = comparable(gradient, x, name)
    rtol, atol = NUMERICAL
    if is_coarse(found):  # no closer than the precision of float32
        rtol, atol = TOLERANCES["float32"]
    slopes = [_Slope(measured, float(np.sum(found * v))) for v, measured in _measured(f, x, rng, directions)]
    wrong = [slope for slope in slopes if not slope.agrees(rtol, atol)]
    if wrong:
        nan = int(np.isnan(found).sum())
        measured = _gradient(f, x)
        pattern = NO_PATTERN
        if measured is not None:
            known = replace(parts or GradientParts(), of=(f, x))
            pattern = likeness(found, measured, max(rtol, 2e-5), max(atol, 1e-6), known)
        raise Failed(
            Lines(*_message(slopes, wrong, nan, name, measured is None), *pattern.lines),
            Message("The result contains NaN.") if nan else Message("The result has wrong values."),
            slip="" if pattern.explains else slip or "",
        )


def _gradient(f: Function, x: Vector) -> Vector | None:
    """Measure the gradient of `f` number by number; return None if x is too large or near a kink."""
    if not 0 < x.size <= MOST_NUMBERS:
        return None
    along = np.eye(x.size).reshape(-1, *x.shape)
    whole, half = (np.reshape([directional(f, x, v, h) for v in along], x.shape) for h in (STEP, STEP / 2))
    return whole if np.allclose(whole, half, *NUMERICAL) else None


def _measured(f: Function, x: Vector, rng: np.random.Generator, count: int) -> Iterator[tuple[Vector, float]]:
    """Yield random directions of length 1 and the slope along each; skip those with a kink within a step."""
    found = 0
    for _attempt in range(SPARE * count):
        v = rng.normal(size=x.shape)
        v /= np.linalg.norm(v)
        slope = directional(f, x, v)
        # Where f is smooth, half a step measures the same slope. Across a kink, both measurements are wrong.
        if _Slope(slope, directional(f, x, v, STEP / 2)).agrees(*NUMERICAL):
            found += 1
            yield v, slope
        if found == count:
            return
    raise GraderError(f"the function of the test has kinks within {STEP:g} of x; choose an x away from them")


def _message(slopes: list[_Slope], wrong: list[_Slope], nan: int, name: str, with_factor: bool) -> list[Message]:
    lines = [
        Message(
            "{name} is not the gradient: along {count} of {size} random directions the slope differs.",
            name=name,
            count=len(wrong),
            size=len(slopes),
        )
    ]
    if nan:
        return [*lines, Message("  {count} of its values are NaN", count=nan)]
    lines += [
        Message("  the slope is {found:.8g}, expected {wanted:.8g}", found=slope.claimed, wanted=slope.measured)
        for slope in wrong
    ]
    with np.errstate(all="ignore"):
        relative = max(float(np.divide(slope.error(), abs(slope.measured))) for slope in wrong)
    lines.append(
        Message(
            "  largest error {absolute:.3g}, relative {relative:.3g}",
            absolute=max(slope.error() for slope in wrong),
            relative=relative,
        )
    )
    factor = _factor(slopes) if with_factor else None
    if factor is not None:
        lines.append(Message("  along every direction it is {factor:.4g} times the expected one", factor=factor))
    return lines


def _factor(slopes: list[_Slope]) -> float | None:
    """Return the factor of the gradient, if the same one explains every slope."""
    ratios = [slope.claimed / slope.measured for slope in slopes if abs(slope.measured) > 1e-3]
    if len(ratios) < 2 or max(ratios) - min(ratios) > 1e-3 * abs(ratios[0]) or not ratios[0]:
        return None
    return sum(ratios) / len(ratios)
