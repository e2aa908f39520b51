"""Bound the size of what a student's code passes to a function of the test.

Such a function runs on the trusted side and may loop over its arguments in Python. The spec of an argument states its
size where it can: a complete shape, or `most`. Where it does not, the size follows from the inputs: a right answer
passes on parts of what it was given, and what it computes from them.
"""

from typing import Any

import numpy as np

from autograder.testing.returns import (
    ArraySpec,
    BooleanSpec,
    HandleSpec,
    IntegerSpec,
    MappingSpec,
    OpaqueSpec,
    Returns,
    ScalarSpec,
    SeveralSpec,
    Spec,
    StringSpec,
    require_size,
)

__all__ = ["checked_within"]

OPEN_SIZE = 1 << 14
"""Elements that an argument without a stated size may have, however little the test has sent."""


def checked_within(spec: Spec, value: Any, sent: int) -> Any:
    """Check an argument of a function of the test by its spec, and its size, if the spec leaves that open.

    Args:
        spec: The spec.
        value: The argument.
        sent: Bytes of arrays that the test has sent to the student's code.

    Raises:
        Failed: The value does not fit the spec, or is too large.
    """
    if _is_open(spec):
        require_size(_size(value), max(OPEN_SIZE, sent), spec.name)
    return spec.check(value)


def _is_open(returns: Returns) -> bool:
    """Return whether a spec leaves the size of a value open."""
    match returns:
        case ArraySpec(shape=shape, most=None):
            return shape is None or None in shape
        case ArraySpec() | ScalarSpec() | IntegerSpec() | BooleanSpec() | HandleSpec() | OpaqueSpec() | None:
            return False
        case MappingSpec(keys=keys):
            return any(map(_is_open, keys.values()))
        case SeveralSpec(parts=parts) | tuple(parts):
            return any(map(_is_open, parts))
        case StringSpec(most=most):
            return most is None
    return True


def _size(value: Any) -> int:
    """Return the number of elements in a value, nested ones included."""
    if isinstance(value, np.ndarray):
        return int(value.size)
    if isinstance(value, list | tuple):
        return sum(map(_size, value))
    if isinstance(value, dict):
        return sum(map(_size, value.values()))
    return len(value) if isinstance(value, str) else 1
