"""What a value that came from a student's code must be, before a test may touch it.

A spec turns whatever arrived into a plain value of ours, or raises the student's own `Failed`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from autograder.errors import Failed
from autograder.i18n import Lines, Message, Renderable
from autograder.runtime import wire

__all__ = [
    "Returns",
    "Spec",
    "array",
    "boolean",
    "checked",
    "describe",
    "handle",
    "integer",
    "mapping",
    "ndarray",
    "require_shape",
    "scalar",
    "several",
    "string",
]

Kind = Literal["number", "integer", "float", "bool"]
Shape = tuple[int | None, ...]


@dataclass(frozen=True)
class Spec:
    """Base of all specs; `name` is what messages call the value."""

    name: str

    def check(self, value: Any) -> Any:
        """`value` as the test gets it.

        Raises:
            Failed: It is something else.
        """
        raise NotImplementedError

    def refuse(self, expected: Renderable, value: Any) -> Failed:
        """The failure that says what was expected and what came."""
        name, found = self.name, value
        if found is None:
            return Failed(
                Message("{name} is None: is a `return` missing?", name=name),
                Message("The function returned None."),
            )
        return Failed(
            Message("{name}: expected {expected}, got {found}.", name=name, expected=expected, found=describe(found)),
            Message("The function returned something of another type."),
        )


Returns = str | Spec | tuple["Returns", ...] | None


def checked(returns: Returns, value: Any) -> Any:
    """`value` checked against a spec, a name, a tuple of them, or nothing at all (then the result is None)."""
    if returns is None:
        return None
    if isinstance(returns, str):
        return array(returns).check(value)
    if isinstance(returns, tuple):
        return _several(returns, value)
    return returns.check(value)


def _several(returns: tuple[Returns, ...], value: Any) -> tuple[Any, ...]:
    names = ", ".join(name_of(one) for one in returns)
    if not isinstance(value, list | tuple):
        raise Spec(f"({names})").refuse(Message("several values, `return a, b`"), value)
    if len(value) != len(returns):
        wanted, got = len(returns), len(value)
        raise Failed(
            Message("Expected {wanted} values ({names}), got {got}.", wanted=wanted, names=names, got=got),
            Message("The function returned another number of values."),
        )
    return tuple(checked(one, item) for one, item in zip(returns, value, strict=True))


def name_of(returns: Returns) -> str:
    """What messages call the value."""
    if isinstance(returns, tuple):
        return ", ".join(name_of(one) for one in returns)
    return returns if isinstance(returns, str) else returns.name if returns else ""


@dataclass(frozen=True)
class _Array(Spec):
    shape: Shape | None = None
    ndim: int | None = None
    kind: Kind = "number"

    def check(self, value: Any) -> npt.NDArray[Any]:
        found = self._converted(value)
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
    """Raise `Failed` unless `found` has `shape` (None stands for any length) and `ndim` axes."""
    fits = shape is None or (
        found.ndim == len(shape) and all(want in (None, got) for want, got in zip(shape, found.shape, strict=True))
    )
    if fits and ndim in (None, found.ndim):
        return

    wanted = in_words(shape) if shape is not None else Message("{ndim} axes", ndim=ndim)
    text = Message(
        "{name} has another shape.\n  expected {wanted}\n  got      {got}",
        name=name,
        wanted=wanted,
        got=in_words(found.shape),
    )
    turned = shape is not None and len(shape) == 2 and found.shape == shape[::-1]
    raise Failed(
        Lines(text, Message("  rows and columns have changed places (.T)") if turned else ""),
        Message("The result has another shape than it should."),
    )


def in_words(shape: Shape) -> str:
    """A shape as people write it, with `any` for an open length."""
    inner = ", ".join("any" if length is None else str(length) for length in shape)
    return f"({inner},)" if len(shape) == 1 else f"({inner})"


@dataclass(frozen=True)
class _NdArray(_Array):
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
                    "{name} has another dtype.\n  expected {wanted}\n  got      {got}",
                    name=name,
                    wanted=wanted,
                    got=got,
                ),
                Message("The result has another dtype than it should."),
            )
        return super()._of_kind(found)


@dataclass(frozen=True)
class _Scalar(Spec):
    def check(self, value: Any) -> float:
        number = _number(value)
        if number is None:
            raise self.refuse(Message("one number"), value)
        try:
            return float(number)
        except OverflowError:
            raise self.refuse(Message("one number"), value) from None


@dataclass(frozen=True)
class _Integer(Spec):
    def check(self, value: Any) -> int:
        number = _number(value)
        if number is None or (isinstance(number, float) and not number.is_integer()):
            raise self.refuse(Message("one whole number"), value)
        return int(number)


@dataclass(frozen=True)
class _Boolean(Spec):
    def check(self, value: Any) -> bool:
        if isinstance(value, np.ndarray) and value.ndim == 0:
            value = value[()]
        if not isinstance(value, bool | np.bool_):
            raise self.refuse(Message("True or False"), value)
        return bool(value)


@dataclass(frozen=True)
class _String(Spec):
    def check(self, value: Any) -> str:
        if not isinstance(value, str):
            raise self.refuse(Message("a string"), value)
        return value


@dataclass(frozen=True)
class _Mapping(Spec):
    keys: Mapping[str, Returns] = field(default_factory=dict)

    def check(self, value: Any) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise self.refuse(Message("a dict"), value)
        for key in self.keys:
            if key not in value:
                raise self.refuse(Message("a dict with other keys"), value)
        return {key: checked(spec, value[key]) for key, spec in self.keys.items()}


@dataclass(frozen=True)
class _SeveralValues(Spec):
    parts: tuple[Returns, ...] = ()

    def check(self, value: Any) -> tuple[Any, ...]:
        return _several(self.parts, value)


@dataclass(frozen=True)
class _Handle(Spec):
    def check(self, value: Any) -> wire.ObjectRef:
        if not isinstance(value, wire.ObjectRef):
            raise self.refuse(Message("an instance of a class in your files"), value)
        return value


def _number(value: Any) -> int | float | None:
    """A real scalar as a Python number, or None."""
    if isinstance(value, np.ndarray) and value.ndim == 0:
        value = value[()]
    if isinstance(value, np.generic):
        value = value.item()
    return value if isinstance(value, int | float) else None


def array(name: str, shape: Shape | None = None, ndim: int | None = None, kind: Kind = "number") -> Spec:
    """Numbers of any form (array, nested list, scalar), given to the test as an `ndarray`.

    Args:
        name: What messages call it.
        shape: The shape that it must have; None in a place stands for any length.
        ndim: The number of axes, where the shape is open.
        kind: `integer` accepts integral floats and gives int64; `float` gives integers as float64.
    """
    return _Array(name, shape, ndim, kind)


def ndarray(name: str, shape: Shape | None = None, dtype: str | None = None, ndim: int | None = None) -> Spec:
    """An actual `numpy.ndarray`, of `dtype` if one is named: for gates."""
    return _NdArray(name, shape, ndim, "number", dtype)


def scalar(name: str) -> Spec:
    """One real number, given as float."""
    return _Scalar(name)


def integer(name: str) -> Spec:
    """One whole number (an integral float too), given as int."""
    return _Integer(name)


def boolean(name: str) -> Spec:
    """True or False."""
    return _Boolean(name)


def string(name: str) -> Spec:
    """A string."""
    return _String(name)


def mapping(name: str, **keys: Returns) -> Spec:
    """A dict with at least these keys, each of its own spec."""
    return _Mapping(name, keys)


def several(name: str, *parts: Returns) -> Spec:
    """A tuple or list of these, under one name: what a tuple of specs is where a single spec is asked for."""
    return _SeveralValues(name, parts)


def handle(name: str) -> Spec:
    """An instance of a class in the student's files."""
    return _Handle(name)


def describe(value: Any) -> Renderable:
    """A value from a student's code in a few words, for messages."""
    if isinstance(value, wire.Opaque):
        return Message("a value of type {type}", type=value.type_name)
    if isinstance(value, wire.ObjectRef):
        return Message("an instance of {type}", type=value.type_name)
    if isinstance(value, np.ndarray) and value.ndim:
        return Message("an array of shape {shape} and dtype {dtype}", shape=in_words(value.shape), dtype=value.dtype)
    if isinstance(value, list | tuple | dict):
        return Message("a {type} of length {length}", type=type(value).__name__, length=len(value))
    return f"{str(value)[:60]} ({type(value).__name__})"
