"""Describe the pattern of wrong numbers: a multiple, the transpose, a few columns, one wrong part.

A description must hold for every number within the tolerance; no description is better than a wrong one.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from autograder.i18n import Lines, Message, Renderable
from autograder.model.text import Text
from autograder.testing.gradients import Function, sweep

__all__ = ["NO_PATTERN", "GradientParts", "Pattern", "likeness"]

Numbers = npt.NDArray[Any]

LARGEST = 12
"""Maximum numerator and denominator of a factor that is written as a fraction."""

SNAP = 1e-3
"""Maximum relative distance of a fitted factor from a simple one that is tried in its place."""

NEAR = 1e-5
"""Maximum error, relative to the largest number, of values that are right except for something small."""

EXACT = 1e-6
"""Maximum relative tolerance of a comparison in which an error below `NEAR` has a cause of its own."""

CLEAR = 100.0
"""Minimum size of a number, in tolerances, that counts as evidence for a factor."""


@dataclass(frozen=True)
class GradientParts:
    """What a test knows about a gradient, so that the message about a wrong one can name the mistake.

    Attributes:
        parts: Tuple of pairs (name, array), the terms of the expected gradient, such as the data term and the
            regularization term. They must add up to it. The message gives the factor of each.
        counts: Dict from str to int, numbers by which the gradient may have been multiplied or divided by mistake:
            `{"N": 5}`.
        columns: What a column stands for, in the singular.
        of: Pair (f, x), the function whose gradient it is, and the point. The message then adds what `sweep` finds.

    Example:
        >>> data, reg = np.array([[1.0, 5.0], [0.5, 3.0]]), np.array([[2.0, 4.0], [6.0, 8.0]])
        >>> names = Text("data term", "데이터 항"), Text("regularization term", "정규화 항")
        >>> parts = GradientParts(parts=((names[0], data), (names[1], reg)))
        >>> assert_gradient(data + reg / 2, data + reg, "dW", parts=parts)
        Traceback (most recent call last):
        autograder.errors.Failed: dW: 4 of 4 values differ.
          dW[0, 0] is 2, expected 3
          dW[0, 1] is 7, expected 9
          dW[1, 0] is 3.5, expected 6.5
          dW[1, 1] is 7, expected 11
          largest error 4, relative 0.462
          data term: agrees
          regularization term: 1/2 times the expected one
    """

    parts: tuple[tuple[Text, Numbers], ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    columns: Text | None = None
    of: tuple[Function, Numbers] | None = None


@dataclass(frozen=True)
class Pattern:
    """How wrong numbers resemble the right ones.

    Attributes:
        lines: Lines for a message; empty if no description is certain.
        explains: Whether the lines say for every number how it came about, so that a guess can only mislead.
    """

    lines: tuple[Renderable, ...] = ()
    explains: bool = False


NO_PATTERN = Pattern()


@dataclass(frozen=True)
class _Factor:
    """A factor: its value, how it is written, the count in it if there is one, and whether it is a simple number."""

    value: float
    text: str
    count: str = ""
    simple: bool = True

    def times(self) -> Message:
        """Return the factor in words."""
        if self.count:
            return Message("{factor} times the expected one ({count})", factor=self.text, count=self.count)
        return Message("{factor} times the expected one", factor=self.text)


@dataclass(frozen=True)
class _Tolerance:
    rtol: float
    atol: float

    def all_close(self, found: Numbers, wanted: Numbers, size: Numbers | None = None) -> bool:
        """Check that all values are close. `<=` is False for NaN, so NaN is close to nothing."""
        bound = self.atol + self.rtol * np.abs(wanted if size is None else size)
        return bool(np.all(np.abs(found - wanted) <= bound))

    def clear(self, values: Numbers) -> int:
        """Count the values that rounding cannot explain."""
        return int(np.count_nonzero(np.abs(values) > CLEAR * self.atol))


def likeness(found: Numbers, wanted: Numbers, rtol: float, atol: float, known: GradientParts | None = None) -> Pattern:
    """Describe how `found` resembles `wanted`.

    Args:
        found: The student's values.
        wanted: The expected values, of the same shape.
        rtol: Relative tolerance of one number.
        atol: Absolute tolerance.
        known: What the test knows about the expected values.

    Returns:
        The pattern.
    """
    found, wanted = np.asarray(found), np.asarray(wanted)
    real = all(one.dtype.kind in "iuf" for one in (found, wanted))
    if not (real and found.shape == wanted.shape and np.isfinite(found).all()):
        return NO_PATTERN
    if not np.isfinite(wanted).all() or max(_largest(found), _largest(wanted)) > 1e100:  # products must not overflow
        return NO_PATTERN
    tolerance, known = _Tolerance(rtol, atol), known or GradientParts()
    parts = tuple((name, np.asarray(part, np.float64)) for name, part in known.parts)
    known = replace(known, parts=parts)
    a, b = found.astype(np.float64), wanted.astype(np.float64)
    if tolerance.all_close(a, b):
        return NO_PATTERN
    nearly = _nearly(a, b, tolerance) if found.dtype.kind == wanted.dtype.kind == "f" else []
    if nearly or not found.ndim:
        return Pattern(tuple(nearly), bool(nearly))
    whole = _related(a, b, tolerance, known) or _transposed(a, b, tolerance)
    lines = whole or _in_lines(a, b, tolerance, known) or _repeated(a, b, tolerance)
    return Pattern((*lines, *_by_steps(a, known)), bool(whole))


def _by_steps(found: Numbers, known: GradientParts) -> Iterator[Renderable]:
    """Say so if the formula is wrong, and not the measurement."""
    if known.of is not None:
        swept = sweep(known.of[0], found, known.of[1])
        if swept.cause == "wrong":
            yield Lines(" ", swept.verdict, separator=" ")


def _related(
    found: Numbers, wanted: Numbers, tolerance: _Tolerance, known: GradientParts, there: bool = False
) -> list[Renderable]:
    """Describe the values as a multiple of the expected ones, or of their parts."""
    if tolerance.clear(wanted) and not found.any():
        return [Message("  there every value is 0") if there else Message("  every value is 0")]
    factor = _multiple(found, wanted, tolerance, known)
    if factor is not None:
        times = factor.times()
        if there:
            return [Message("  there every value is {times}", times=times)]
        return [Message("  every value is {times}", times=times)]
    return list(_by_parts(found, wanted, tolerance, known))


def _multiple(found: Numbers, wanted: Numbers, tolerance: _Tolerance, known: GradientParts) -> _Factor | None:
    """Return the factor between `found` and `wanted`, if one factor explains every value."""
    clear = min(tolerance.clear(wanted), tolerance.clear(found))
    if clear < 2:
        return None
    fitted = float(np.vdot(wanted, found) / np.vdot(wanted, wanted))
    for factor in _factors(fitted, known.counts):
        size = max(1.0, abs(factor.value))
        if (factor.simple or clear > 2) and tolerance.all_close(found / size, factor.value * wanted / size):
            return factor
    return None


def _by_parts(found: Numbers, wanted: Numbers, tolerance: _Tolerance, known: GradientParts) -> Iterator[Renderable]:
    """Give the factor of each part."""
    least = 1e3 * (tolerance.atol + tolerance.rtol * _largest(wanted))
    parts = [(name, part) for name, part in known.parts if part.any()]
    if len(parts) < 2 or any(_largest(part) < least for _name, part in parts):
        return
    columns = np.stack([part.ravel() for _name, part in parts], axis=1)
    scale = np.abs(columns).max(axis=0)
    if not tolerance.all_close(columns.sum(axis=1).reshape(wanted.shape), wanted):
        return  # these are not its parts
    if tolerance.clear(found) < len(parts) + 2 or np.linalg.cond(columns / scale) > 1e2:
        return
    fitted = np.linalg.lstsq(columns / scale, found.ravel(), rcond=None)[0] / scale
    factors = [_factors(float(one), known.counts)[0] for one in fitted]
    values = np.array([factor.value for factor in factors])
    size = np.abs(columns * values).sum(axis=1)
    if not tolerance.all_close(found.ravel(), columns @ values, size):
        return
    for (name, _part), factor in zip(parts, factors, strict=True):
        if factor.value == 0:
            yield Message("  {part}: missing", part=name)
        elif factor.value == 1:
            yield Message("  {part}: agrees", part=name)
        else:
            yield Message("  {part}: {times}", part=name, times=factor.times())


def _factors(fitted: float, counts: Mapping[str, int]) -> list[_Factor]:
    """Return the simple factors near a fitted one, the likeliest first; the fitted one itself if there are none."""
    return list(_simple(fitted, counts)) or [_Factor(fitted, f"{fitted:.4g}", simple=False)]


def _simple(fitted: float, counts: Mapping[str, int]) -> Iterator[_Factor]:
    """Yield simple factors near the fitted one: halves and wholes up to 2, then counts, then small fractions."""
    near = Fraction(fitted).limit_denominator(LARGEST)
    fraction = _Factor(float(near), str(near))
    small = abs(near.numerator) <= LARGEST and _near(fitted, fraction.value)
    first = small and abs(near.numerator) <= 2 and near.denominator <= 2
    if first:
        yield fraction
    for name, count in counts.items():
        for factor in _counted(name, count):
            if _near(fitted, factor.value):
                yield factor
    if small and not first:
        yield fraction


def _counted(name: str, count: int) -> Iterator[_Factor]:
    """Yield multiples and fractions of a count."""
    if count < 2:
        return
    for sign, minus in ((1, ""), (-1, "-")):
        yield _Factor(sign * count, f"{minus}{name}", f"{name} = {count}")
        yield _Factor(sign / count, f"{minus}1 / {name}", f"{name} = {count}")
        yield _Factor(sign * 2 * count, f"{minus}2 * {name}", f"{name} = {count}")
        yield _Factor(sign * 2 / count, f"{minus}2 / {name}", f"{name} = {count}")
        yield _Factor(sign * count / 2, f"{minus}{name} / 2", f"{name} = {count}")
        yield _Factor(sign / (2 * count), f"{minus}1 / (2 * {name})", f"{name} = {count}")


def _near(fitted: float, value: float) -> bool:
    return abs(fitted - value) <= SNAP * (abs(value) or 1.0)


def _transposed(found: Numbers, wanted: Numbers, tolerance: _Tolerance) -> list[Renderable]:
    if found.ndim == 2 and found.shape[0] == found.shape[1] and tolerance.all_close(found.T, wanted):
        return [Message("  it is the transpose of the expected one (.T)")]
    return []


def _nearly(found: Numbers, wanted: Numbers, tolerance: _Tolerance) -> list[Renderable]:
    """Describe values that are right except for something small: the formula is right, so a guess at it misleads."""
    error, largest = _largest(found - wanted), _largest(wanted)
    if tolerance.rtol > EXACT or not 0 < error <= NEAR * largest:
        return []
    digits = int(-np.log10(error / largest))
    return [
        Message(
            "  right to about {digits} digits: is a small number added (1e-8), a value rounded, or float32 used?",
            digits=digits,
        )
    ]


def _repeated(found: Numbers, wanted: Numbers, tolerance: _Tolerance) -> list[Renderable]:
    """Say so if each row or column repeats one value, and not in the expected ones: whole lines were set."""
    if found.ndim != 2 or min(found.shape) < 2:
        return []
    for axis, text in (
        (1, Message("  in each row all values are the same, in the expected one they are not")),
        (0, Message("  in each column all values are the same, in the expected one they are not")),
    ):
        if all(
            tolerance.all_close(one, np.broadcast_to(np.take(one, [0], axis), one.shape)) is equal
            for one, equal in ((found, True), (wanted, False))
        ):
            return [text]
    return []


def _in_lines(found: Numbers, wanted: Numbers, tolerance: _Tolerance, known: GradientParts) -> list[Renderable]:
    """Name the columns or rows that differ, if they are few, and describe how."""
    if found.ndim != 2:
        return []
    differs = ~(np.abs(found - wanted) <= tolerance.atol + tolerance.rtol * np.abs(wanted))
    for axis in (1, 0):
        lines, length = np.flatnonzero(differs.any(axis=1 - axis)), found.shape[axis]
        few = 2 * len(lines) < length or (len(lines) == 1 and length > 1)
        if few and np.count_nonzero(differs) > len(lines):  # single numbers are listed as they are
            inside = tuple((name, np.take(part, lines, axis)) for name, part in known.parts)
            own, expected = np.take(found, lines, axis), np.take(wanted, lines, axis)
            more = _related(own, expected, tolerance, GradientParts(inside, known.counts), there=True)
            return [_where(lines.tolist(), axis, known.columns), *more]
    return []


def _where(lines: Sequence[int], axis: int, columns: Text | None) -> Message:
    inside = str(lines[0]) if len(lines) == 1 else str(list(lines))
    place = f"[{inside}, :]" if axis == 0 else f"[:, {inside}]"
    if axis == 0 or columns is None:
        return Message("  all that differs is in {place}", place=place)
    return Message(
        "  all that differs is in {place} ({what} {numbers})",
        place=place,
        what=columns,
        numbers=", ".join(map(str, lines)),
    )


def _largest(values: Numbers) -> float:
    return float(np.abs(values).max(initial=0.0))
