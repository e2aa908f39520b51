"""In which way wrong numbers are like the right ones: a multiple, the transpose, one column, one part that is off.

Nothing is said that does not hold of every number within the tolerance; a false word is worse than none.
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

__all__ = ["GradientParts", "likeness"]

Numbers = npt.NDArray[Any]

LARGEST = 12
"""Numerator and denominator of a factor that is told as a fraction, at most."""

SNAP = 1e-3
"""How near a fitted factor must come to a simple one for that to be tried in its place."""

CLEAR = 100.0
"""How many times the tolerance a number must be to say anything about a factor."""


@dataclass(frozen=True)
class GradientParts:
    """What is known of a gradient, beyond its numbers.

    Attributes:
        parts: What adds up to it, each under its name.
        counts: What a gradient may have been multiplied with or divided by: `{"N": 5}`.
        columns: What a column stands for, in the singular.
        of: The function whose gradient it is, and where: a sweep over steps then says what is to blame.
    """

    parts: tuple[tuple[Text, Numbers], ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    columns: Text | None = None
    of: tuple[Function, Numbers] | None = None


@dataclass(frozen=True)
class _Factor:
    """A factor: its value, how it is written, the count in it if there is one, and whether it is one by design."""

    value: float
    text: str
    count: str = ""
    simple: bool = True

    def times(self) -> Message:
        """In words."""
        if self.count:
            return Message("{factor} times the expected one ({count})", factor=self.text, count=self.count)
        return Message("{factor} times the expected one", factor=self.text)


@dataclass(frozen=True)
class _Tolerance:
    rtol: float
    atol: float

    def all_close(self, found: Numbers, wanted: Numbers, size: Numbers | None = None) -> bool:
        """NaN policy: `<=` is False for it, so NaN is close to nothing."""
        bound = self.atol + self.rtol * np.abs(wanted if size is None else size)
        return bool(np.all(np.abs(found - wanted) <= bound))

    def clear(self, values: Numbers) -> int:
        """How many of these stand out from rounding."""
        return int(np.count_nonzero(np.abs(values) > CLEAR * self.atol))


def likeness(
    found: Numbers, wanted: Numbers, rtol: float, atol: float, anatomy: GradientParts | None = None
) -> list[Renderable]:
    """Lines on how `found` is like `wanted`; none where nothing can be said for certain.

    Args:
        found: What came, of the same shape.
        wanted: What was expected.
        rtol: Relative tolerance of one number.
        atol: Absolute tolerance.
        anatomy: What else is known.
    """
    found, wanted = np.asarray(found), np.asarray(wanted)
    real = all(one.dtype.kind in "iuf" for one in (found, wanted))
    if not (real and found.shape == wanted.shape and found.ndim and np.isfinite(found).all()):
        return []
    if not np.isfinite(wanted).all() or max(_largest(found), _largest(wanted)) > 1e100:  # products must not overflow
        return []
    tolerance, anatomy = _Tolerance(rtol, atol), anatomy or GradientParts()
    parts = tuple((name, np.asarray(part, np.float64)) for name, part in anatomy.parts)
    anatomy = replace(anatomy, parts=parts)
    a, b = found.astype(np.float64), wanted.astype(np.float64)
    if tolerance.all_close(a, b):
        return []
    lines = _related(a, b, tolerance, anatomy) or _transposed(a, b, tolerance) or _in_lines(a, b, tolerance, anatomy)
    return [*lines, *_by_steps(a, anatomy)]


def _by_steps(found: Numbers, anatomy: GradientParts) -> Iterator[Renderable]:
    """Whether the formula is to blame, and not the measurement."""
    if anatomy.of is not None:
        swept = sweep(anatomy.of[0], found, anatomy.of[1])
        if swept.cause == "wrong":
            yield Lines(" ", swept.verdict, separator=" ")


def _related(
    found: Numbers, wanted: Numbers, tolerance: _Tolerance, anatomy: GradientParts, there: bool = False
) -> list[Renderable]:
    """As a multiple of the whole, or of its parts."""
    if tolerance.clear(wanted) and not found.any():
        return [Message("  there every value is 0") if there else Message("  every value is 0")]
    factor = _multiple(found, wanted, tolerance, anatomy)
    if factor is not None:
        times = factor.times()
        if there:
            return [Message("  there every value is {times}", times=times)]
        return [Message("  every value is {times}", times=times)]
    return list(_by_parts(found, wanted, tolerance, anatomy))


def _multiple(found: Numbers, wanted: Numbers, tolerance: _Tolerance, anatomy: GradientParts) -> _Factor | None:
    """What `wanted` was multiplied by, if that is all."""
    clear = min(tolerance.clear(wanted), tolerance.clear(found))
    if clear < 2:
        return None
    fitted = float(np.vdot(wanted, found) / np.vdot(wanted, wanted))
    for factor in _factors(fitted, anatomy.counts):
        size = max(1.0, abs(factor.value))
        if (factor.simple or clear > 2) and tolerance.all_close(found / size, factor.value * wanted / size):
            return factor
    return None


def _by_parts(found: Numbers, wanted: Numbers, tolerance: _Tolerance, anatomy: GradientParts) -> Iterator[Renderable]:
    """Each part by the factor that it came with."""
    least = 1e3 * (tolerance.atol + tolerance.rtol * _largest(wanted))
    parts = [(name, part) for name, part in anatomy.parts if part.any()]
    if len(parts) < 2 or any(_largest(part) < least for _name, part in parts):
        return
    columns = np.stack([part.ravel() for _name, part in parts], axis=1)
    scale = np.abs(columns).max(axis=0)
    if not tolerance.all_close(columns.sum(axis=1).reshape(wanted.shape), wanted):
        return  # these are not its parts
    if tolerance.clear(found) < len(parts) + 2 or np.linalg.cond(columns / scale) > 1e2:
        return
    fitted = np.linalg.lstsq(columns / scale, found.ravel(), rcond=None)[0] / scale
    factors = [_factors(float(one), anatomy.counts)[0] for one in fitted]
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
    """What a fitted factor may be meant to be, the likeliest first; itself where it is near nothing simple."""
    return list(_simple(fitted, counts)) or [_Factor(fitted, f"{fitted:.4g}", simple=False)]


def _simple(fitted: float, counts: Mapping[str, int]) -> Iterator[_Factor]:
    """Simple factors near the fitted one: halves and wholes up to 2, then counts, then small fractions."""
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
    """Multiples and fractions by a count."""
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


def _in_lines(found: Numbers, wanted: Numbers, tolerance: _Tolerance, anatomy: GradientParts) -> list[Renderable]:
    """The columns or rows that differ, where they are few, and how."""
    if found.ndim != 2:
        return []
    differs = ~(np.abs(found - wanted) <= tolerance.atol + tolerance.rtol * np.abs(wanted))
    for axis in (1, 0):
        lines, length = np.flatnonzero(differs.any(axis=1 - axis)), found.shape[axis]
        few = 2 * len(lines) < length or (len(lines) == 1 and length > 1)
        if few and np.count_nonzero(differs) > len(lines):  # single numbers are listed as they are
            inside = tuple((name, np.take(part, lines, axis)) for name, part in anatomy.parts)
            own, expected = np.take(found, lines, axis), np.take(wanted, lines, axis)
            more = _related(own, expected, tolerance, GradientParts(inside, anatomy.counts), there=True)
            return [_where(lines.tolist(), axis, anatomy.columns), *more]
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
