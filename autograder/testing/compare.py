"""Comparing a student's values with an oracle's, and saying where they differ.

A failure is told in NumPy's order: shape, NaN places, how many differ, the first places, the largest errors; then how
the values are like the right ones, where that is certain, and the likely slip. Shapes must be equal before values are
compared, so nothing broadcasts.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import numpy as np
import numpy.typing as npt

from autograder.errors import Failed, GraderError
from autograder.i18n import Lines, Message, Renderable
from autograder.model.text import Text
from autograder.testing.error_patterns import GradientParts, likeness
from autograder.testing.returns import array, require_shape
from autograder.testing.submission import Observation

__all__ = [
    "GRADIENT",
    "TOLERANCES",
    "assert_close",
    "assert_equal",
    "assert_gradient",
    "assert_true",
    "assert_unmodified",
    "comparable",
    "failures_go_to",
]

TOLERANCES = {"float64": (1e-7, 1e-9), "float32": (1e-4, 1e-5)}
"""Relative and absolute tolerance of values, by the coarser dtype of the two."""

GRADIENT = (1e-6, 1e-8)
"""The same for an analytic gradient against an oracle."""

SHOWN = 4
"""How many differing places a message lists."""

Numbers = npt.NDArray[Any]

FailureSink = Callable[[Failed], None]
"""Receives each comparison that fails; it raises the failure where that is to end the test."""


def _raise(failure: Failed) -> None:
    raise failure


_sink: ContextVar[FailureSink] = ContextVar("comparison_failures", default=_raise)


@contextmanager
def failures_go_to(sink: FailureSink) -> Iterator[None]:
    """Hand comparisons that fail inside the block to `sink`; the fixture `submission` does so for a recorder."""
    token = _sink.set(sink)
    try:
        yield
    finally:
        _sink.reset(token)


def _report(failure: Failed) -> None:
    _sink.get()(failure)


def assert_close(
    actual: Any,
    expected: Any,
    name: str,
    slip: Text | None = None,
    rtol: float | None = None,
    atol: float | None = None,
    anatomy: GradientParts | None = None,
) -> None:
    """Values agree within the tolerance of their dtype; NaN never does, and an infinity only with itself.

    Args:
        actual: What came.
        expected: What the oracle says.
        name: What messages call it.
        slip: The likely mistake.
        rtol: Relative tolerance; by default that of the dtype.
        atol: Absolute tolerance; likewise.
        anatomy: What else is known of the values, for words about wrong ones.

    Raises:
        Failed: They do not.
    """
    found, wanted = comparable(actual, expected, name, slip)
    table = TOLERANCES["float32" if _is_coarse(found) or _is_coarse(wanted) else "float64"]
    rtol, atol = table[0] if rtol is None else rtol, table[1] if atol is None else atol
    with np.errstate(invalid="ignore", over="ignore"):
        # NaN policy: `<=` is False for it, so NaN differs from everything, itself included.
        # The difference is taken in floats: that of two int64 may overflow, and its absolute value too.
        difference = np.subtract(found, wanted, dtype=np.result_type(found, wanted, np.float64))
        near = np.isfinite(wanted) & (np.abs(difference) <= atol + rtol * np.abs(wanted))
        close = near | (np.isinf(wanted) & (found == wanted))
    bounds = rtol, atol
    _refuse_differences(found, wanted, ~close, name, slip, lambda: likeness(found, wanted, *bounds, anatomy))


def assert_gradient(
    actual: Any, expected: Any, name: str, slip: Text | None = None, anatomy: GradientParts | None = None
) -> None:
    """An analytic gradient agrees with an oracle's.

    Args:
        actual: What came.
        expected: What the oracle says.
        name: What messages call it.
        slip: The likely mistake.
        anatomy: What else is known of the gradient, for words about a wrong one.

    Raises:
        Failed: It does not.
    """
    rtol, atol = (None, None) if _is_coarse(array(name).check(actual)) else GRADIENT
    assert_close(actual, expected, name, slip, rtol, atol, anatomy)


def assert_equal(actual: Any, expected: Any, name: str, slip: Text | None = None) -> None:
    """Values are exactly equal.

    Raises:
        Failed: They are not.
    """
    found, wanted = comparable(actual, expected, name, slip)
    _refuse_differences(found, wanted, np.asarray(found != wanted), name, slip)


def assert_true(condition: Any, claim: Text, slip: Text | None = None) -> None:
    """A property holds.

    Args:
        condition: Whether it does.
        claim: The property, as a sentence that was expected to be true.
        slip: The likely mistake.

    Raises:
        Failed: It does not.
    """
    if not condition:
        _report(Failed(Lines(Message("This should hold: {claim}", claim=claim), slip or ""), slip or ""))


def assert_unmodified(observation: Observation) -> None:
    """The call left its arguments as they were.

    Raises:
        Failed: It changed one.
    """
    if observation.modified:
        _report(
            Failed(
                Message(
                    "The call changed its input ({names}). Work on a copy: `x = x - m` makes a new array, "
                    "`x -= m` changes the caller's.",
                    names=Lines(*map(_argument, observation.modified), separator=", "),
                ),
                Message("The call changed its input."),
            )
        )


def _argument(name: str) -> Renderable:
    """An argument's name in words; one without a name comes as `argument 1`."""
    number = re.fullmatch(r"argument (\d+)", name)
    return Message("argument {number}", number=number[1]) if number else name


def _is_coarse(values: Numbers) -> bool:
    return values.dtype.kind == "f" and values.dtype.itemsize < 8


def comparable(actual: Any, expected: Any, name: str, slip: Text | None) -> tuple[Numbers, Numbers]:
    """Both as arrays of numbers and of one shape.

    Raises:
        Failed: `actual` is something else, or has another shape.
        GraderError: `expected` is no array of numbers.
    """
    wanted = np.asarray(expected)
    if wanted.dtype.kind not in "biufc":
        raise GraderError(f"{name}: the expected value is not an array of numbers")
    try:
        found: Numbers = array(name).check(actual)
        require_shape(found, wanted.shape, name)
    except Failed as error:
        raise Failed(Lines(error.explanation, slip or ""), error.brief) from None
    return found, wanted


def _refuse_differences(
    found: Numbers,
    wanted: Numbers,
    differs: Numbers,
    name: str,
    slip: Text | None,
    alike: Callable[[], Sequence[Renderable]] = list,
) -> None:
    if not differs.any():
        return
    has_nan = bool(np.isnan(found).any())
    _report(
        Failed(
            Lines(*_differences(found, wanted, differs, name), *alike(), slip or ""),
            Message("The result contains NaN.") if has_nan else Message("The result has other values than it should."),
        )
    )


def _differences(found: Numbers, wanted: Numbers, differs: Numbers, name: str) -> list[Renderable]:
    places = np.argwhere(differs)
    if found.ndim == 0:
        return [Message("{name} is {found}, expected {wanted}.", name=name, found=_show(found), wanted=_show(wanted))]
    lines: list[Renderable] = [
        Message("{name}: {count} of {size} values differ.", name=name, count=len(places), size=found.size),
        *(_place(found, wanted, tuple(place), name) for place in places[:SHOWN]),
    ]
    if len(places) > SHOWN:
        lines.append("  …")
    nan = int(np.isnan(found).sum())
    if nan:
        lines.insert(1, Message("  {count} of them are NaN", count=nan))
    with np.errstate(all="ignore"):
        error = np.abs(np.subtract(found, wanted, dtype=np.result_type(found, wanted, np.float64)))
        relative = error / np.abs(wanted)
    if np.isfinite(error[differs]).any():
        lines.append(
            Message(
                "  largest error {absolute:.3g}, relative {relative:.3g}",
                absolute=_largest(error[differs]),
                relative=_largest(relative[differs]),
            )
        )
    return lines


def _largest(errors: Numbers) -> float:
    finite = errors[np.isfinite(errors)]
    return float(finite.max()) if finite.size else float("inf")


def _place(found: Numbers, wanted: Numbers, place: tuple[int, ...], name: str) -> Message:
    index = ", ".join(str(i) for i in place)
    return Message(
        "  {name}[{index}] is {found}, expected {wanted}",
        name=name,
        index=index,
        found=_show(found[place]),
        wanted=_show(wanted[place]),
    )


def _show(value: Any) -> str:
    item = np.asarray(value).item()
    return f"{item:.8g}" if isinstance(item, float) else str(item)
