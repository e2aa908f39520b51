"""The values at hand in a call of an answer, the parts of what it returns, and whether a part says anything."""

import copy
import hashlib
import inspect
import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import SimpleNamespace
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = [
    "Numbers",
    "alike",
    "attributes",
    "copied",
    "digest",
    "named",
    "numbers",
    "protect",
    "selections",
    "telling",
    "varied",
]

Numbers = npt.NDArray[Any]

MOST_ENTRIES = 8
"""Entries of a list or a dict that are values of their own."""

LARGE = 100
"""An integer from which on it is no coincidence that two functions return it."""

RTOL, RTOL_SINGLE, ATOL = 1e-6, 1e-4, 1e-9
"""Two answers are the same within these; the absolute one is times the largest number in them."""


def attributes(value: Any) -> dict[str, Any]:
    """The attributes of an instance, copied."""
    return {name: copied(one) for name, one in vars(value).items()}


def copied(value: Any, arrays: bool = True) -> Any:
    """A copy of what a call may change; functions and other objects stay what they are.

    Args:
        value: What is copied.
        arrays: Whether arrays are copied too.
    """
    if isinstance(value, np.ndarray):
        return value.copy() if arrays else value
    if isinstance(value, np.random.Generator):
        return copy.deepcopy(value)
    if isinstance(value, list | tuple):
        return type(value)([copied(item, arrays) for item in value])
    if isinstance(value, dict):
        return {key: copied(item, arrays) for key, item in value.items()}
    if isinstance(value, SimpleNamespace):
        return SimpleNamespace(**copied(vars(value), arrays))
    return value


def protect(value: Any) -> None:
    """Make every array in a value read-only."""
    if isinstance(value, np.ndarray):
        value.flags.writeable = False
    elif isinstance(value, list | tuple | dict | SimpleNamespace):
        held = vars(value) if isinstance(value, SimpleNamespace) else value
        for item in held.values() if isinstance(held, dict) else held:
            protect(item)


def varied(value: Any, rng: np.random.Generator) -> Any:
    """The same with other floats, of about the same size; whole numbers (labels, counts, shapes) stay what they are.

    Raises:
        TypeError: There is a function or a generator in it, which cannot be asked once more.
    """
    if isinstance(value, np.ndarray | float) and np.asarray(value).dtype.kind == "f":
        return type(value)(value * rng.uniform(0.5, 1.5)) if isinstance(value, float) else _noisy(value, rng)
    if isinstance(value, list | tuple):
        return type(value)([varied(item, rng) for item in value])
    if isinstance(value, dict):
        return {key: varied(item, rng) for key, item in value.items()}
    if value is None or isinstance(value, np.ndarray | np.generic | int | str):
        return copied(value)
    if hasattr(value, "__dict__") and not callable(value):
        twin = copy.copy(value)
        vars(twin).update(varied(vars(value), rng))
        return twin
    raise TypeError(f"a {type(value).__name__} cannot be varied")


def _noisy(array: Numbers, rng: np.random.Generator) -> Numbers:
    return (array * rng.uniform(0.5, 1.5, size=array.shape)).astype(array.dtype)


def named(answer: Callable[..., Any], args: Sequence[Any], kwargs: Mapping[str, Any]) -> dict[str, Any]:
    """The values at hand in a call, by the expression that an answer would write.

    That is its arguments, the attributes of `self`, and what lists, tuples and dicts among these hold.
    """
    found: dict[str, Any] = {}
    arguments = inspect.signature(answer).bind(*args, **kwargs)
    arguments.apply_defaults()
    for position, (name, value) in enumerate(arguments.arguments.items()):
        if position == 0 and name == "self":
            own = attributes(value)
            found |= {"self": SimpleNamespace(**own), **{f"self.{key}": one for key, one in own.items()}}
        else:
            found[name] = copied(value)
    return {label: one for name, value in found.items() for label, one in ((name, value), *_entries(name, value))}


def _entries(name: str, value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, list | tuple) and len(value) <= MOST_ENTRIES:
        yield from ((f"{name}[{place}]", one) for place, one in enumerate(value))
    elif isinstance(value, dict) and len(value) <= MOST_ENTRIES:
        yield from ((f"{name}[{key!r}]", one) for key, one in value.items())


def numbers(name: str, value: Any, depth: int = 2) -> Iterator[tuple[str, Numbers]]:
    """The arrays and numbers in a value, as arrays: itself, and what tuples, lists and dicts in it hold."""
    if not isinstance(value, str | bytes) and (array := _as_array(value)) is not None:
        yield name, array
    if depth:
        for label, one in _entries(name, value):
            yield from numbers(label, one, depth - 1)


def _as_array(value: Any) -> Numbers | None:
    try:
        array = np.asarray(value)
    except Exception:  # ragged lists, and objects whose conversion fails in ways of their own
        return None
    return array if array.dtype.kind in "biufc" and array.size else None


def telling(array: Numbers, at_hand: Mapping[str, Any]) -> bool:
    """Whether to return this takes an answer: it is no value at hand, and no number that anything might return."""
    if any(alike(array, known) for value in at_hand.values() if (known := _as_array(value)) is not None):
        return False
    with np.errstate(all="ignore"):
        finite = array[np.isfinite(array)]
        if np.any(finite != np.round(finite)):
            return True
        largest = np.max(np.abs(finite), initial=0)
        return bool(largest >= LARGE or (largest > 1 and np.unique(finite).size > 1))


def alike(one: Numbers, other: Numbers) -> bool:
    """Whether two arrays have the same shape and the same numbers, but for rounding."""
    if one.shape != other.shape or "c" in (one.dtype.kind, other.dtype.kind):
        return False
    one, other, single = one.astype(float), other.astype(float), np.float32 in (one.dtype, other.dtype)
    with np.errstate(all="ignore"):
        largest = np.max(np.abs(one), initial=0, where=np.isfinite(one))
        return np.allclose(one, other, RTOL_SINGLE if single else RTOL, ATOL * largest, equal_nan=True)


def digest(array: Numbers) -> str:
    """Tells one array from another."""
    return hashlib.sha256(array.tobytes()).hexdigest()[:16]


def selections(labels: Sequence[str], parameters: Sequence[str], required: int, most: int) -> Iterator[tuple[str, ...]]:
    """Ways to choose values for parameters, the likely ones first: by name, then in order, then in any order.

    Args:
        labels: The values at hand.
        parameters: Whose values are chosen.
        required: How many of them at least.
        most: How many ways at most, for each number of values.
    """
    for count in range(max(required, 1), len(parameters) + 1):
        ways = itertools.chain(
            itertools.islice(_by_name(labels, parameters[:count]), most // 4),
            itertools.islice(itertools.combinations(labels, count), most // 2),
            itertools.permutations(labels, count),
        )
        yield from itertools.islice(dict.fromkeys(itertools.islice(ways, 2 * most)), most)


def _by_name(labels: Sequence[str], parameters: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Each parameter gets a value of its own name, if there is one."""
    own = [[label for label in labels if _last(label) == parameter] or labels for parameter in parameters]
    if any(one is not labels for one in own):
        yield from (way for way in itertools.product(*own) if len(set(way)) == len(way))


def _last(label: str) -> str:
    """`W1` of `self.params['W1']`."""
    return label.rpartition(".")[2].rpartition("[")[2].strip("]'")
