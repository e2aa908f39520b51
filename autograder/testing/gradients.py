"""Measure a slope with smaller and smaller steps, and find the cause of the error.

With a right formula the error has a minimum at some step. With longer steps it grows, because the function bends (or
has a kink) within the step; with shorter steps it grows, because rounding dominates. With a wrong formula the
measurement settles on another number, and no step makes the error small.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from autograder.errors import GraderError
from autograder.i18n import Lines, Message, Renderable
from autograder.model.text import Text

__all__ = ["STEP", "STEPS", "Function", "Sweep", "Vector", "directional", "sweep"]

STEP = 1e-5
"""Step to either side of x. For float64 values of about unit scale it keeps both rounding and truncation small."""

STEPS = tuple(10.0**-k for k in range(1, 12))

RIGHT = 1e-5
"""Relative error that only a right formula reaches."""

SETTLED = 1e-5
"""Relative difference of the slopes of two steps below which both count as the true slope."""

DIRECTIONS = 3

KINK = Message("x lies on a kink: the slopes to both sides differ, however small the step")
UNCLEAR = Message("the measured slopes settle at no step, so they do not show whether the formula is right")

Vector = npt.NDArray[np.float64]
Function = Callable[[Vector], Any]


@dataclass(frozen=True)
class Sweep:
    """The result of `sweep`.

    Attributes:
        steps: Tuple of floats, the steps in the given order.
        errors: Tuple of floats, for each step the relative error of the slope, the largest over three directions.
        cause: `"right"`, `"kink"` (x lies on one), `"wrong"` or `"unclear"`.
        verdict: `Text`, the cause in a sentence.

    Example:
        >>> x = np.array([1.0, -2.0])
        >>> swept = sweep(lambda x: np.sum(x**3), 3 * x**2, x)
        >>> swept.cause, len(swept.steps), min(swept.errors) < 1e-8
        ('right', 11, True)
    """

    steps: tuple[float, ...]
    errors: tuple[float, ...]
    cause: str
    verdict: Text


def directional(f: Function, x: Any, v: Any, h: float = STEP) -> float:
    """Measure the slope of `f` at `x` along `v`: (f(x + h v) - f(x - h v)) / 2h.

    Args:
        f: A function of the test itself. It takes a float64 array of the shape of x and returns one finite number.
        x: Array of floats, the point.
        v: Array of floats of the shape of x, the direction. The slope is per length of v.
        h: float > 0, the step, in lengths of v.

    Returns:
        The slope, a float.

    Raises:
        GraderError: `f` returns something other than one finite number.

    Example:
        >>> round(directional(lambda x: np.sum(x**2), np.array([1.0, 2.0]), np.array([0.0, 1.0])), 6)
        4.0
    """
    x, step = np.asarray(x, np.float64), h * np.asarray(v, np.float64)
    return (_value(f, x + step) - _value(f, x - step)) / (2 * h)


def sweep(f: Function, analytic: Any, x: Any, hs: Sequence[float] = STEPS) -> Sweep:
    """Compare a gradient with slopes that are measured with several steps, and judge the formula.

    Args:
        f: A function of the test itself. It takes a float64 array of the shape of x and returns one finite number.
        analytic: Array of floats of the shape of x, the gradient to judge.
        x: Array of floats of about unit scale, the point.
        hs: Sequence of at least three floats > 0, the steps. They should reach from about 0.1 to 1e-8 or below.

    Returns:
        A `Sweep`: the error with each step, and the verdict.

    Raises:
        GraderError: `f` returns something other than one finite number near x.

    Example:
        >>> x = np.array([1.0, -2.0])
        >>> sweep(lambda x: np.sum(x**3), 2 * x**2, x).cause
        'wrong'
        >>> sweep(lambda x: np.sum(np.abs(x)), np.sign(x), np.array([0.0, 0.0])).cause
        'kink'
    """
    x, gradient = np.array(x, np.float64), np.asarray(analytic, np.float64)
    rng, here = np.random.default_rng(0), _value(f, x.copy())
    slopes, bends, claimed = [], [], []
    for _direction in range(DIRECTIONS):
        v = rng.normal(size=x.shape)
        v /= np.linalg.norm(v)
        ends = [(_value(f, x + h * v), _value(f, x - h * v), h) for h in hs]
        slopes.append([(above - below) / (2 * h) for above, below, h in ends])
        bends.append([(above - 2 * here + below) / h for above, below, h in ends])
        claimed.append(float(np.sum(gradient * v)))
    return _judged(np.array(hs), np.array(slopes), np.array(bends), np.array(claimed), abs(here))


def _judged(hs: Vector, slopes: Vector, bends: Vector, claimed: Vector, size: float) -> Sweep:
    """Judge the slopes of each direction and step, and the differences between the slopes to both sides (`bends`)."""
    steep = _or_one(np.abs(slopes).max(axis=0))
    errors = np.abs(slopes - claimed[:, None]).max(axis=0) / np.maximum(steep, np.abs(claimed).max())
    best = int(np.argmin(errors))
    if _on_a_kink(hs, bends, steep, size):
        return _sweep(hs, errors, "kink", KINK)
    if errors[best] < RIGHT:
        return _sweep(hs, errors, "right", _right(hs, errors, bends, best))
    order = np.argsort(-hs)
    moves = np.abs(np.diff(slopes[:, order], axis=1)).max(axis=0) / steep[order][1:]
    if (moves < SETTLED).any():
        return _sweep(hs, errors, "wrong", _wrong(hs, errors[best]))
    return _sweep(hs, errors, "unclear", UNCLEAR)


def _on_a_kink(hs: Vector, bends: Vector, steep: Vector, size: float) -> bool:
    """Check whether the slopes to both sides stay apart as the step shrinks. For a smooth function they meet."""
    bend = np.abs(bends).max(axis=0)
    rounding = 8 * np.finfo(float).eps * (size + steep * hs) / hs
    clear = (hs < 1e-3) & (bend > 10 * rounding) & (bend > 1e-3 * steep)
    if np.count_nonzero(clear) < 3:
        return False
    return bool(bend[clear].max() < 2 * bend[clear].min())


def _wrong(hs: Vector, error: float) -> Message:
    return Message(
        "no step h from {long:g} to {short:g} brings the error below {error:.2g}: it is neither rounding nor a "
        "kink, the formula is wrong",
        long=hs.max(),
        short=hs.min(),
        error=error,
    )


def _right(hs: Vector, errors: Vector, bends: Vector, best: int) -> Lines:
    """Say that the formula is right, and what disturbs the measurement with longer and with shorter steps."""
    lines = [Message("the formula is right: with h = {h:g} the error is {error:.0e}", h=hs[best], error=errors[best])]
    longer, shorter = hs > hs[best], hs < hs[best]
    if longer.any() and errors[longer].max() > max(RIGHT, 10 * errors[best]):
        lines.append(
            Message("with a longer step truncation takes over")
            if _smooth(hs[longer], errors[longer], bends[:, longer])
            else Message("a longer step reaches over a kink, or a bend as sharp as one")
        )
    if shorter.any() and errors[shorter].max() > 10 * errors[best]:
        lines.append(Message("with a shorter step rounding takes over"))
    return Lines(*lines, separator="; ")


def _smooth(hs: Vector, errors: Vector, bends: Vector) -> bool:
    """Check whether `f` is smooth, by the two longest steps: errors grow as h ** 2, and the curvature stays."""
    if len(hs) < 2:
        return False
    second, longest = np.argsort(hs)[-2:]
    power = np.log(errors[longest] / errors[second]) / np.log(hs[longest] / hs[second])
    curvature = _or_one(np.abs(bends).max(axis=0) / hs)
    return bool(1.5 < power < 2.5 and 1 / 5 < curvature[longest] / curvature[second] < 5)


def _or_one(values: Vector) -> Vector:
    return np.where(values > 0, values, 1.0)


def _sweep(hs: Vector, errors: Vector, cause: str, verdict: Renderable) -> Sweep:
    return Sweep(tuple(map(float, hs)), tuple(map(float, errors)), cause, Text.of(verdict))


def _value(f: Function, x: Vector) -> float:
    value = np.asarray(f(x))
    if value.size != 1 or not np.isfinite(value).all():
        raise GraderError(f"the function of the test gives {value.tolist()!r}; a gradient needs one finite number")
    return float(value.item())
