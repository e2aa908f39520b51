"""Name the values available in a call, split results into parts, and decide which parts are informative."""

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
"""Maximum length of a list or dict whose entries count as separate values."""

LARGE = 100
"""Smallest integer that two functions are assumed not to return by coincidence."""

RTOL, RTOL_SINGLE, ATOL = 1e-6, 1e-4, 1e-9
"""Tolerances (double, single, absolute); the absolute one is multiplied by the largest number."""


def attributes(value: Any) -> dict[str, Any]:
    """Return name -> copy of an instance's attributes."""
    return {name: copied(one) for name, one in vars(value).items()}


def copied(value: Any, arrays: bool = True) -> Any:
    """Copy a value that a call may change; functions and other objects are returned as they are.

    Args:
        value: The value to copy.
        arrays: Whether to copy arrays too.
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
    """Return the value with other floats of similar size; integers (labels, counts, shapes) stay unchanged.

    Args:
        value: The value to vary.
        rng: Source of the random factors.

    Raises:
        TypeError: The value contains a function or a generator, which cannot be copied.
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
    """Name the values available in a call by the expression that an answer would write.

    Args:
        answer: The called function.
        args: Positional arguments.
        kwargs: Keyword arguments.

    Returns:
        Expression -> value: arguments, attributes of `self`, and entries of short lists, tuples and dicts.
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
    """Yield the numeric values in a value as arrays: the value, and entries of tuples, lists and dicts.

    Args:
        name: Expression of the value.
        value: Any value.
        depth: How many levels of containers to enter.
    """
    if not isinstance(value, str | bytes) and (array := _as_array(value)) is not None:
        yield name, array
    if depth:
        for label, one in _entries(name, value):
            yield from numbers(label, one, depth - 1)


def _as_array(value: Any) -> Numbers | None:
    try:
        array = np.asarray(value)
    except Exception:  # ragged lists, and objects whose conversion raises anything
        return None
    return array if array.dtype.kind in "biufc" and array.size else None


def telling(array: Numbers, at_hand: Mapping[str, Any]) -> bool:
    """Return whether a result is informative: neither an available value nor a number returned by chance.

    Args:
        array: The result.
        at_hand: Name -> value available in the call.
    """
    if any(alike(array, known) for value in at_hand.values() if (known := _as_array(value)) is not None):
        return False
    with np.errstate(all="ignore"):
        finite = array[np.isfinite(array)]
        if np.any(finite != np.round(finite)):
            return True
        largest = np.max(np.abs(finite), initial=0)
        return bool(largest >= LARGE or (largest > 1 and np.unique(finite).size > 1))


def alike(one: Numbers, other: Numbers) -> bool:
    """Return whether two arrays have the same shape and the same numbers within tolerance."""
    if one.shape != other.shape or "c" in (one.dtype.kind, other.dtype.kind):
        return False
    one, other, single = one.astype(float), other.astype(float), np.float32 in (one.dtype, other.dtype)
    with np.errstate(all="ignore"):
        largest = np.max(np.abs(one), initial=0, where=np.isfinite(one))
        return np.allclose(one, other, RTOL_SINGLE if single else RTOL, ATOL * largest, equal_nan=True)


def digest(array: Numbers) -> str:
    """Return a short hash of an array's bytes."""
    return hashlib.sha256(array.tobytes()).hexdigest()[:16]


def selections(labels: Sequence[str], parameters: Sequence[str], required: int, most: int) -> Iterator[tuple[str, ...]]:
    """Yield choices of values for parameters, likely ones first: by name, in order, in any order.

    Args:
        labels: Names of the available values.
        parameters: Names of the parameters.
        required: Minimum number of parameters to fill.
        most: Maximum number of choices for each number of parameters.
    """
    for count in range(max(required, 1), len(parameters) + 1):
        ways = itertools.chain(
            itertools.islice(_by_name(labels, parameters[:count]), most // 4),
            itertools.islice(itertools.combinations(labels, count), most // 2),
            itertools.permutations(labels, count),
        )
        yield from itertools.islice(dict.fromkeys(itertools.islice(ways, 2 * most)), most)


def _by_name(labels: Sequence[str], parameters: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Yield choices that give each parameter a value of the same name, if there is one."""
    own = [[label for label in labels if _last(label) == parameter] or labels for parameter in parameters]
    if any(one is not labels for one in own):
        yield from (way for way in itertools.product(*own) if len(set(way)) == len(way))


def _last(label: str) -> str:
    """Return the last name in an expression, for example `W1` for `self.params['W1']`."""
    return label.rpartition(".")[2].rpartition("[")[2].strip("]'")
