"""Measuring a slope with ever smaller steps: how the error moves with the step says where it comes from.

With a right formula the error has a valley: to the right of it a step is so long that the function bends (or has a
kink) within it, to the left so short that rounding is all that is measured. With a wrong formula the measurement
settles too, but on another number, and no step brings the error down.
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
"""How far x is moved to either side: for float64 of about unit scale, rounding and curvature then both stay small."""

STEPS = tuple(10.0**-k for k in range(1, 12))

RIGHT = 1e-5
"""A relative error that only a right formula comes down to."""

SETTLED = 1e-5
"""Two steps that measure slopes this near each other, relative to their size, have both measured the slope."""

DIRECTIONS = 3

KINK = Message("x lies on a kink: the slopes to both sides differ, however small the step")
UNCLEAR = Message("the measured slopes settle with no step; they say nothing of the formula")

Vector = npt.NDArray[np.float64]
Function = Callable[[Vector], Any]


@dataclass(frozen=True)
class Sweep:
    """What ever smaller steps showed.

    Attributes:
        steps: The steps, in the order in which they were given.
        errors: The relative error of the slope with each, the largest of several directions.
        cause: `right`, `kink` (x lies on one), `wrong` or `unclear`.
        verdict: The same in a sentence.
    """

    steps: tuple[float, ...]
    errors: tuple[float, ...]
    cause: str
    verdict: Text


def directional(f: Function, x: Any, v: Any, h: float = STEP) -> float:
    """The slope of `f` at `x` along `v`, by a central difference.

    Args:
        f: Maps an array to a number.
        x: Where, an array of floats.
        v: The direction, of x's shape; the slope is per length of v.
        h: The step, in lengths of v.

    Raises:
        GraderError: `f` gives no finite number there.
    """
    x, step = np.asarray(x, np.float64), h * np.asarray(v, np.float64)
    return (_value(f, x + step) - _value(f, x - step)) / (2 * h)


def sweep(f: Function, analytic: Any, x: Any, hs: Sequence[float] = STEPS) -> Sweep:
    """Compare a gradient with slopes that were measured with each step.

    Args:
        f: Maps an array to a number.
        analytic: What is said to be its gradient at x.
        x: Where, an array of floats of about unit scale.
        hs: Steps, at least three; the verdict needs them to reach from about 0.1 to 1e-8 or below.

    Raises:
        GraderError: `f` gives no finite number near x.
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
    """The verdict on slopes (and on how much those to both sides differ) for each direction and step."""
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
    """Whether the slopes to both sides stay as far apart while the step shrinks; a smooth function's meet."""
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
    """A right formula, and what spoils the measurement with longer and with shorter steps."""
    lines = [Message("the formula is right: with h = {h:g} the error is {error:.0e}", h=hs[best], error=errors[best])]
    longer, shorter = hs > hs[best], hs < hs[best]
    if longer.any() and errors[longer].max() > max(RIGHT, 10 * errors[best]):
        lines.append(
            Message("with a longer step truncation takes over")
            if _smooth(hs[longer], errors[longer], bends[:, longer])
            else Message("a longer step reaches over a kink, or a bend as sharp as one")
        )
    if shorter.any() and errors[shorter].max() > 10 * errors[best]:
        lines.append(Message("with a shorter one rounding takes over"))
    return Lines(*lines, separator="; ")


def _smooth(hs: Vector, errors: Vector, bends: Vector) -> bool:
    """Whether errors grow as h ** 2 and curvature stays, as where f is smooth, for the two longest steps."""
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
