"""Compare a student's values with an oracle's, and report where they differ.

A failure reports, in NumPy's order: shape, NaN, the number of differences, the first of them, the largest errors; then
the pattern of the error where it is certain. The test's likely slip, which is a guess, follows where values are wrong
and no pattern explains all of them. Shapes must be equal before values are compared, so nothing broadcasts.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import numpy as np
import numpy.typing as npt

from autograder.errors import Failed, GraderError
from autograder.i18n import Lines, Message, Renderable
from autograder.model.text import Text
from autograder.testing.error_patterns import NO_PATTERN, GradientParts, Pattern, likeness
from autograder.testing.returns import require_shape
from autograder.testing.specs import array
from autograder.testing.submission import Observation
from autograder.testing.tolerances import TOLERANCES, is_coarse

__all__ = [
    "GRADIENT",
    "assert_close",
    "assert_equal",
    "assert_gradient",
    "assert_true",
    "assert_unmodified",
    "comparable",
    "failures_go_to",
]

GRADIENT = (1e-6, 1e-8)
"""Relative and absolute tolerance of an analytic gradient against an oracle."""

SHOWN = 4
"""Maximum number of differing places in a message."""

Numbers = npt.NDArray[Any]

FailureSink = Callable[[Failed], None]
"""Receives each failed comparison, and raises the failure if it is to end the test."""


def _raise(failure: Failed) -> None:
    raise failure


_sink: ContextVar[FailureSink] = ContextVar("comparison_failures", default=_raise)


@contextmanager
def failures_go_to(sink: FailureSink) -> Iterator[None]:
    """Pass failed comparisons inside the block to `sink`; the fixture `submission` uses it for a recorder."""
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
    parts: GradientParts | None = None,
) -> None:
    """Require equal shapes, and values that agree within a tolerance.

    A value agrees if |actual - expected| <= atol + rtol * |expected|. NaN agrees with nothing, infinity with itself
    alone. By default rtol and atol are 1e-7 and 1e-9, or 1e-4 and 1e-5 where one of the two is float32 or coarser.

    Args:
        actual: The student's value: an array of numbers, or anything that `array` accepts.
        expected: The oracle's value: an array of numbers, of the same shape.
        name: str, what messages call the value.
        slip: The likely mistake, shown below wrong values that are no multiple of the right ones.
        rtol: float, relative tolerance. None for the default.
        atol: float, absolute tolerance. None for the default.
        parts: What is known about the value, for messages about a wrong one.

    Raises:
        Failed: The shapes or values differ.
        GraderError: `expected` is not an array of numbers.

    Example:
        >>> assert_close([1.0, 2.0], np.array([1.0, 2.0 + 1e-9]), "dists")
        >>> slip = Text("Is the root missing?", "제곱근을 빠뜨리지 않았나요?")
        >>> assert_close([4.0, 9.0, 1.0], [2.0, 3.0, 1.0], "dists", slip=slip)
        Traceback (most recent call last):
        autograder.errors.Failed: dists: 2 of 3 values differ.
          dists[0] is 4, expected 2
          dists[1] is 9, expected 3
          largest error 6, relative 2
        Is the root missing?
    """
    found, wanted = comparable(actual, expected, name)
    table = TOLERANCES["float32" if is_coarse(found) or is_coarse(wanted) else "float64"]
    rtol, atol = table[0] if rtol is None else rtol, table[1] if atol is None else atol
    with np.errstate(invalid="ignore", over="ignore"):
        # NaN policy: `<=` is False for it, so NaN differs from everything, itself included.
        # Subtract as floats: the difference of two int64 may overflow, and so may its absolute value.
        difference = np.subtract(found, wanted, dtype=np.result_type(found, wanted, np.float64))
        near = np.isfinite(wanted) & (np.abs(difference) <= atol + rtol * np.abs(wanted))
        close = near | (np.isinf(wanted) & (found == wanted))
    bounds = rtol, atol
    _refuse_differences(found, wanted, ~close, name, slip, lambda: likeness(found, wanted, *bounds, parts))


def assert_gradient(
    actual: Any, expected: Any, name: str, slip: Text | None = None, parts: GradientParts | None = None
) -> None:
    """Require that an analytic gradient agrees with an oracle's.

    The tolerance is that of gradients: rtol 1e-6, atol 1e-8; for a float32 gradient that of float32 values, 1e-4 and
    1e-5.

    Args:
        actual: The student's gradient: an array of numbers.
        expected: The oracle's gradient: an array of numbers, of the same shape.
        name: str, what messages call the gradient.
        slip: The likely mistake, shown below the failure.
        parts: What is known about the gradient, for messages about a wrong one.

    Raises:
        Failed: The shapes or values differ.
        GraderError: `expected` is not an array of numbers.

    Example:
        >>> dW = np.array([[1.0, 2.0], [3.0, 4.0]])
        >>> assert_gradient(dW, dW, "dW")
        >>> assert_gradient(2 * dW, dW, "dW")
        Traceback (most recent call last):
        autograder.errors.Failed: dW: 4 of 4 values differ.
          dW[0, 0] is 2, expected 1
          dW[0, 1] is 4, expected 2
          dW[1, 0] is 6, expected 3
          dW[1, 1] is 8, expected 4
          largest error 4, relative 1
          every value is 2 times the expected one
    """
    rtol, atol = (None, None) if is_coarse(array(name).check(actual)) else GRADIENT
    assert_close(actual, expected, name, slip, rtol, atol, parts)


def assert_equal(actual: Any, expected: Any, name: str, slip: Text | None = None) -> None:
    """Require equal shapes and exactly equal values: for labels, counts and shapes.

    Args:
        actual: The student's value: an array of numbers, or anything that `array` accepts.
        expected: The oracle's value: an array of numbers, of the same shape.
        name: str, what messages call the value.
        slip: The likely mistake, shown below the failure.

    Raises:
        Failed: The shapes or values differ.
        GraderError: `expected` is not an array of numbers.

    Example:
        >>> assert_equal(np.array([0, 2]), [0, 2], "labels")
        >>> assert_equal(3, 4, "count")
        Traceback (most recent call last):
        autograder.errors.Failed: count is 3, expected 4.
    """
    found, wanted = comparable(actual, expected, name)
    _refuse_differences(found, wanted, np.asarray(found != wanted), name, slip)


def assert_true(condition: Any, claim: Text, slip: Text | None = None) -> None:
    """Require a property that no comparison expresses.

    Args:
        condition: bool, whether the property holds.
        claim: The property, as a statement that should be true.
        slip: The likely mistake, shown below the failure.

    Raises:
        Failed: `condition` is false.

    Example:
        >>> losses = [3.0, 2.0, 2.5]
        >>> falling = all(after <= before for before, after in zip(losses, losses[1:]))
        >>> assert_true(falling, Text("the loss never rises", "손실은 커지지 않는다"))
        Traceback (most recent call last):
        autograder.errors.Failed: This should hold: the loss never rises
    """
    if not condition:
        _report(Failed(Message("This should hold: {claim}", claim=claim), slip or "", slip=slip or ""))


def assert_unmodified(observation: Observation) -> None:
    """Require that a call changed none of its arguments.

    Args:
        observation: What `observe` returned.

    Raises:
        Failed: The call changed an argument.

    Example:
        >>> X = np.arange(8).reshape(2, 2, 2)
        >>> assert_unmodified(submission.images.flatten_images.observe(X))
    """
    if observation.modified:
        _report(
            Failed(
                Message(
                    "The call changed its input ({names}). `x -= m` and `x[i] = ...` write into the caller's array, "
                    "`x = x - m` makes a new one: work on a copy, or write every old value back.",
                    names=Lines(*map(_argument, observation.modified), separator=", "),
                ),
                Message("The call changed its input."),
            )
        )


def _argument(name: str) -> Renderable:
    """Translate the name of a positional argument (`argument 1`); return other names as they are."""
    number = re.fullmatch(r"argument (\d+)", name)
    return Message("argument {number}", number=number[1]) if number else name


def comparable(actual: Any, expected: Any, name: str) -> tuple[Numbers, Numbers]:
    """Convert both values to arrays of numbers of the same shape.

    Raises:
        Failed: `actual` is not numeric, or has another shape.
        GraderError: `expected` is not an array of numbers.
    """
    wanted = np.asarray(expected)
    if wanted.dtype.kind not in "biufc":
        raise GraderError(f"{name}: the expected value is not an array of numbers")
    try:
        found: Numbers = array(name).check(actual)
        require_shape(found, wanted.shape, name)
    except Failed as error:
        raise Failed(error.explanation, error.brief) from None  # a slip is about values
    return found, wanted


def _refuse_differences(
    found: Numbers,
    wanted: Numbers,
    differs: Numbers,
    name: str,
    slip: Text | None,
    alike: Callable[[], Pattern] = lambda: NO_PATTERN,
) -> None:
    if not differs.any():
        return
    has_nan = bool(np.isnan(found).any())
    pattern = alike()
    _report(
        Failed(
            Lines(*_differences(found, wanted, differs, name), *pattern.lines),
            Message("The result contains NaN.") if has_nan else Message("The result has wrong values."),
            slip="" if pattern.explains else slip or "",
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
