"""Checking a gradient without knowing it: a function's slope along random directions says what the gradient must be.

Along a direction v the slope of f at x is <gradient, v>, and (f(x + hv) - f(x - hv)) / 2h measures it from outside. A
wrong gradient agrees along a random direction with probability 0, so a few directions tell what would take as many
measurements as x has numbers otherwise.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from autograder.errors import Failed, GraderError
from autograder.i18n import Lines, Message, Renderable
from autograder.model.text import Text
from autograder.testing.compare import TOLERANCES, comparable
from autograder.testing.error_patterns import GradientParts, likeness
from autograder.testing.gradients import STEP, Function, Vector, directional

__all__ = ["NUMERICAL", "assert_is_gradient"]

NUMERICAL = (1e-5, 1e-7)
"""Relative (to the larger of both) and absolute tolerance of a slope against a measured one."""

DIRECTIONS = 4
MOST_NUMBERS = 100
"""Of a wrong gradient with more numbers than this, only the slopes along the directions are told."""

SPARE = 4
"""For each direction that is asked for, how many are tried before x is taken to lie at a kink."""


@dataclass(frozen=True)
class _Slope:
    """The slope along one direction: as measured, and as the gradient in question has it."""

    measured: float
    claimed: float

    def agrees(self, rtol: float, atol: float) -> bool:
        """NaN policy: `<=` is False for it, so NaN never agrees."""
        return self.error() <= atol + rtol * max(abs(self.measured), abs(self.claimed))

    def error(self) -> float:
        """The difference."""
        return abs(self.claimed - self.measured)


def assert_is_gradient(
    f: Function,
    x: Any,
    gradient: Any,
    rng: np.random.Generator,
    name: str,
    slip: Text | None = None,
    directions: int = DIRECTIONS,
    anatomy: GradientParts | None = None,
) -> None:
    """`gradient` is the gradient of `f` at `x`.

    Args:
        f: The test's own function (an oracle's loss), never the submission's. It gets a fresh array each time.
        x: Where, an array of floats of about unit scale, away from kinks.
        gradient: What the submission says; checked for its type and shape first.
        rng: Draws the directions.
        name: What messages call the gradient.
        slip: The likely mistake.
        directions: Along how many directions to look.
        anatomy: What else is known of the gradient, for words about a wrong one.

    Raises:
        Failed: It is not.
        GraderError: `f` gives no finite number near x, or has a kink there.
    """
    x = np.asarray(x, np.float64)
    found, _x = comparable(gradient, x, name, slip)
    rtol, atol = NUMERICAL
    if found.dtype.kind == "f" and found.dtype.itemsize < 8:  # a float32 gradient cannot be nearer than float32 is
        rtol, atol = TOLERANCES["float32"]
    slopes = [_Slope(measured, float(np.sum(found * v))) for v, measured in _measured(f, x, rng, directions)]
    wrong = [slope for slope in slopes if not slope.agrees(rtol, atol)]
    if wrong:
        nan = int(np.isnan(found).sum())
        measured = _gradient(f, x)
        patterns: Sequence[Renderable] = ()
        if measured is not None:
            known = replace(anatomy or GradientParts(), of=(f, x))
            patterns = likeness(found, measured, max(rtol, 2e-5), max(atol, 1e-6), known)
        raise Failed(
            Lines(*_told(slopes, wrong, nan, name, measured is None), *patterns, slip or ""),
            Message("The result contains NaN.") if nan else Message("The result has other values than it should."),
        )


def _gradient(f: Function, x: Vector) -> Vector | None:
    """The gradient of `f` as measured number by number; None where there are too many, or a kink is near."""
    if not 0 < x.size <= MOST_NUMBERS:
        return None
    along = np.eye(x.size).reshape(-1, *x.shape)
    whole, half = (np.reshape([directional(f, x, v, h) for v in along], x.shape) for h in (STEP, STEP / 2))
    return whole if np.allclose(whole, half, *NUMERICAL) else None


def _measured(f: Function, x: Vector, rng: np.random.Generator, count: int) -> Iterator[tuple[Vector, float]]:
    """Random directions of length 1 with the slope along each; those with a kink within a step are left out."""
    found = 0
    for _attempt in range(SPARE * count):
        v = rng.normal(size=x.shape)
        v /= np.linalg.norm(v)
        slope = directional(f, x, v)
        # Where f is smooth, half a step measures the same; where it has a kink in between, neither can be trusted.
        if _Slope(slope, directional(f, x, v, STEP / 2)).agrees(*NUMERICAL):
            found += 1
            yield v, slope
        if found == count:
            return
    raise GraderError(f"the function of the test has kinks within {STEP:g} of x; choose an x away from them")


def _told(slopes: list[_Slope], wrong: list[_Slope], nan: int, name: str, with_factor: bool) -> list[Message]:
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
    """By what the gradient must have been multiplied, if that alone is wrong."""
    ratios = [slope.claimed / slope.measured for slope in slopes if abs(slope.measured) > 1e-3]
    if len(ratios) < 2 or max(ratios) - min(ratios) > 1e-3 * abs(ratios[0]) or not ratios[0]:
        return None
    return sum(ratios) / len(ratios)
