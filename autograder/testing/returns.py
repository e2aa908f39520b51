"""Check the values that come from a student's code, before a test uses them.

A spec converts a value to a plain value of its own type, or raises `Failed`, which counts as the student's failure.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from autograder.errors import Failed
from autograder.i18n import Lines, Message, Renderable
from autograder.model.text import Text
from autograder.runtime import wire

__all__ = [
    "ArraySpec",
    "BooleanSpec",
    "HandleSpec",
    "IntegerSpec",
    "Kind",
    "MappingSpec",
    "NdArraySpec",
    "OpaqueSpec",
    "Returns",
    "ScalarSpec",
    "SeveralSpec",
    "Shape",
    "Spec",
    "StringSpec",
    "checked",
    "describe",
    "in_words",
    "name_of",
    "require_shape",
    "require_size",
]

Kind = Literal["number", "integer", "float", "bool"]
Shape = tuple[int | None, ...]


@dataclass(frozen=True)
class Spec:
    """Base class of all specs. Subclass it for a check that no spec here makes.

    Attributes:
        name: str, what messages call the value.

    Example:
        >>> from dataclasses import dataclass
        >>> @dataclass(frozen=True)
        ... class Probability(Spec):
        ...     def check(self, value):
        ...         number = scalar(self.name).check(value)
        ...         if not 0 <= number <= 1:
        ...             raise self.refuse(Text("a number from 0 to 1", "0부터 1까지의 수"), value)
        ...         return number
        >>> Probability("p").check(0.25)
        0.25
        >>> Probability("p").check(3)
        Traceback (most recent call last):
        autograder.errors.Failed: p: expected a number from 0 to 1, got 3 (int).
    """

    name: str

    def check(self, value: Any) -> Any:
        """Convert `value` to what the test gets. Each spec has its own.

        Args:
            value: What came from the student's code.

        Returns:
            A plain value.

        Raises:
            Failed: `value` does not fit the spec.
        """
        raise NotImplementedError

    def refuse(self, expected: Renderable, value: Any) -> Failed:
        """Make a failure that names the expected value and the given one.

        Args:
            expected: What the spec accepts, in words: a `Text`.
            value: What came instead.

        Returns:
            The `Failed` to raise.
        """
        name, found = self.name, value
        if found is None:
            return Failed(
                Message("{name} is None: is a `return` missing?", name=name),
                Message("The function returned None."),
            )
        return Failed(
            Message("{name}: expected {expected}, got {found}.", name=name, expected=expected, found=describe(found)),
            Message("The function returned a value of the wrong type."),
        )


Returns = str | Spec | tuple["Returns", ...] | None
"""A spec, a name (short for `array(name)`), a tuple of them for several values, or None to ignore the value."""


def checked(returns: Returns, value: Any) -> Any:
    """Check `value` by a spec, a name or a tuple of them; return None where `returns` is None."""
    if returns is None:
        return None
    if isinstance(returns, str):
        return ArraySpec(returns).check(value)
    if isinstance(returns, tuple):
        return _several(returns, value)
    return returns.check(value)


def require_size(size: int, most: int | None, name: str) -> None:
    """Raise `Failed` if a value has more than `most` elements; None for any number."""
    if most is not None and size > most:
        raise Failed(
            Message("{name} has {size} elements; at most {most} are accepted.", name=name, size=size, most=most),
            Message("The value is too large."),
        )


def _several(returns: tuple[Returns, ...], value: Any) -> tuple[Any, ...]:
    names = ", ".join(name_of(one) for one in returns)
    if not isinstance(value, list | tuple):
        raise Spec(f"({names})").refuse(Message("several values, `return a, b`"), value)
    if len(value) != len(returns):
        wanted, got = len(returns), len(value)
        raise Failed(
            Message("Expected {wanted} values ({names}), got {got}.", wanted=wanted, names=names, got=got),
            Message("The function returned the wrong number of values."),
        )
    return tuple(checked(one, item) for one, item in zip(returns, value, strict=True))


def name_of(returns: Returns) -> str:
    """Return what messages call the value."""
    if isinstance(returns, tuple):
        return ", ".join(name_of(one) for one in returns)
    return returns if isinstance(returns, str) else returns.name if returns else ""


@dataclass(frozen=True)
class ArraySpec(Spec):
    """An array of numbers, from any form of numbers."""

    shape: Shape | None = None
    ndim: int | None = None
    kind: Kind = "number"
    most: int | None = None

    def check(self, value: Any) -> npt.NDArray[Any]:
        """Convert `value` to an array, or raise `Failed`."""
        found = self._converted(value)
        require_size(found.size, self.most, self.name)
        require_shape(found, self.shape, self.name, self.ndim)
        return self._of_kind(found)

    def _converted(self, value: Any) -> npt.NDArray[Any]:
        if isinstance(value, str | wire.Opaque | wire.ObjectRef | wire.CallbackRef | Mapping) or value is None:
            raise self.refuse(Message("an array of numbers"), value)
        try:
            found = np.asarray(value)
        except (ValueError, TypeError, OverflowError):
            raise self.refuse(Message("an array of numbers"), value) from None
        if found.dtype.kind not in "biufc":
            raise self.refuse(Message("an array of numbers"), value)
        return found

    def _of_kind(self, found: npt.NDArray[Any]) -> npt.NDArray[Any]:
        if self.kind == "bool" and found.dtype.kind != "b":
            raise self.refuse(Message("an array of True and False"), found)
        if found.dtype.kind == "c" and self.kind != "number":
            raise self.refuse(Message("an array of real numbers"), found)
        if self.kind == "float" and found.dtype.kind in "iub":
            return found.astype(np.float64)
        if self.kind == "integer":
            return self._integral(found)
        return found

    def _integral(self, found: npt.NDArray[Any]) -> npt.NDArray[Any]:
        if found.dtype.kind == "f" and not np.all(np.isfinite(found) & (found == np.rint(found))):
            raise self.refuse(Message("an array of whole numbers"), found)
        if found.size and found.dtype.kind in "uf" and (int(found.max()) >= 2**63 or int(found.min()) < -(2**63)):
            raise self.refuse(Message("an array of whole numbers"), found)
        return found.astype(np.int64)


def require_shape(found: npt.NDArray[Any], shape: Shape | None, name: str, ndim: int | None = None) -> None:
    """Require a shape and a number of axes.

    Args:
        found: The array.
        shape: The shape that it must have, with None for any length; None for any shape.
        name: What messages call the array.
        ndim: The number of axes that it must have; None for any number.

    Raises:
        Failed: The array has another shape.
    """
    fits = shape is None or (
        found.ndim == len(shape) and all(want in (None, got) for want, got in zip(shape, found.shape, strict=True))
    )
    if fits and ndim in (None, found.ndim):
        return

    wanted = in_words(shape) if shape is not None else Message("{ndim} axes", ndim=ndim)
    text = Message(
        "{name} has the wrong shape.\n  expected {wanted}\n  got      {got}",
        name=name,
        wanted=wanted,
        got=in_words(found.shape),
    )
    turned = shape is not None and len(shape) == 2 and found.shape == shape[::-1]
    raise Failed(
        Lines(text, Message("  rows and columns are swapped (.T)") if turned else ""),
        Message("The result has the wrong shape."),
    )


def in_words(shape: Shape) -> str:
    """Write a shape as Python does, with `any` for an open length."""
    inner = ", ".join("any" if length is None else str(length) for length in shape)
    return f"({inner},)" if len(shape) == 1 else f"({inner})"


@dataclass(frozen=True)
class NdArraySpec(ArraySpec):
    """An actual NumPy array."""

    dtype: str | None = None

    def _converted(self, value: Any) -> npt.NDArray[Any]:
        if not isinstance(value, np.ndarray):
            raise self.refuse(Message("a NumPy array"), value)
        return super()._converted(value)

    def _of_kind(self, found: npt.NDArray[Any]) -> npt.NDArray[Any]:
        if self.dtype is not None and found.dtype != np.dtype(self.dtype):
            name, wanted, got = self.name, self.dtype, found.dtype.name
            raise Failed(
                Message(
                    "{name} has the wrong dtype.\n  expected {wanted}\n  got      {got}",
                    name=name,
                    wanted=wanted,
                    got=got,
                ),
                Message("The result has the wrong dtype."),
            )
        return super()._of_kind(found)


@dataclass(frozen=True)
class ScalarSpec(Spec):
    """One real number."""

    def check(self, value: Any) -> float:
        """Convert `value` to a float, or raise `Failed`."""
        number = _number(value)
        if number is None:
            raise self.refuse(Message("one number"), value)
        try:
            return float(number)
        except OverflowError:
            raise self.refuse(Message("one number"), value) from None


@dataclass(frozen=True)
class IntegerSpec(Spec):
    """One whole number."""

    def check(self, value: Any) -> int:
        """Convert `value` to an int, or raise `Failed`."""
        number = _number(value)
        if number is None or (isinstance(number, float) and not number.is_integer()):
            raise self.refuse(Message("one whole number"), value)
        return int(number)


@dataclass(frozen=True)
class BooleanSpec(Spec):
    """True or False."""

    def check(self, value: Any) -> bool:
        """Convert `value` to a bool, or raise `Failed`."""
        if isinstance(value, np.ndarray) and value.ndim == 0:
            value = value[()]
        if not isinstance(value, bool | np.bool_):
            raise self.refuse(Message("True or False"), value)
        return bool(value)


@dataclass(frozen=True)
class StringSpec(Spec):
    """A string."""

    most: int | None = None

    def check(self, value: Any) -> str:
        """Convert `value` to a str, or raise `Failed`."""
        if not isinstance(value, str):
            raise self.refuse(Message("a string"), value)
        require_size(len(value), self.most, self.name)
        return value


@dataclass(frozen=True)
class MappingSpec(Spec):
    """A dict with known keys."""

    keys: Mapping[str, Returns] = field(default_factory=dict)

    def check(self, value: Any) -> dict[str, Any]:
        """Convert `value` to a dict, or raise `Failed`."""
        if not isinstance(value, dict):
            raise self.refuse(Message("a dict"), value)
        missing = [key for key in self.keys if key not in value]
        if missing:
            text = Message("{name}: the dict lacks {keys}.", name=self.name, keys=", ".join(map(repr, missing)))
            raise Failed(text, Message("The dict that the function returned lacks a key."))
        return {key: checked(spec, value[key]) for key, spec in self.keys.items()}


@dataclass(frozen=True)
class SeveralSpec(Spec):
    """A tuple or list of several values."""

    parts: tuple[Returns, ...] = ()

    def check(self, value: Any) -> tuple[Any, ...]:
        """Convert `value` to a tuple, or raise `Failed`."""
        return _several(self.parts, value)


@dataclass(frozen=True)
class OpaqueSpec(Spec):
    """An object that cannot leave the student's process."""

    slip: Text | None = None

    def check(self, value: Any) -> str:
        """Return the name of the object's type, or raise `Failed`."""
        if not isinstance(value, wire.Opaque):
            failure = self.refuse(Message("an object such as a random generator"), value)
            raise Failed(failure.explanation, failure.brief, slip=self.slip or "")
        return value.type_name


@dataclass(frozen=True)
class HandleSpec(Spec):
    """An instance of a student's class."""

    def check(self, value: Any) -> wire.ObjectRef:
        """Convert `value` to an object reference, or raise `Failed`."""
        if not isinstance(value, wire.ObjectRef):
            raise self.refuse(Message("an instance of a class in your files"), value)
        return value


def _number(value: Any) -> int | float | None:
    """Convert a real scalar to a Python number; return None for anything else."""
    if isinstance(value, np.ndarray) and value.ndim == 0:
        value = value[()]
    if isinstance(value, np.generic):
        value = value.item()
    return value if isinstance(value, int | float) else None


def describe(value: Any) -> Renderable:
    """Describe a value from a student's code in a few words, for messages."""
    if isinstance(value, wire.Opaque):
        return Message("a value of type {type}", type=value.type_name)
    if isinstance(value, wire.ObjectRef):
        return Message("an instance of {type}", type=value.type_name)
    if isinstance(value, np.ndarray) and value.ndim:
        return Message("an array of shape {shape} and dtype {dtype}", shape=in_words(value.shape), dtype=value.dtype)
    if isinstance(value, list | tuple | dict):
        return Message("a {type} of length {length}", type=type(value).__name__, length=len(value))
    return f"{str(value)[:60]} ({type(value).__name__})"
