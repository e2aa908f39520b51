"""The tolerances of values, by their dtype: one table for tests and for the search for known mistakes."""

from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["TOLERANCES", "has_coarse", "is_coarse"]

TOLERANCES = {"float64": (1e-7, 1e-9), "float32": (1e-4, 1e-5)}
"""Relative and absolute tolerance of values, by the coarser dtype of the two."""


_NUMPY, _SEVERAL = (np.ndarray, np.generic), (list, tuple)
_NEVER = frozenset([type(None), bool, int, float, complex, str])
"""Types without a dtype, of which a long list may consist."""


def is_coarse(values: npt.NDArray[Any] | np.generic) -> bool:
    """Return whether numbers are float32 or coarser."""
    return values.dtype.kind == "f" and values.dtype.itemsize < 8


def has_coarse(value: Any, depth: int = 4) -> bool:
    """Return whether a value, or one inside its lists, tuples and dicts, is float32 or coarser.

    Args:
        value: Any value.
        depth: How deep to look.
    """
    if isinstance(value, _NUMPY):
        return is_coarse(value)
    if isinstance(value, dict):
        value = tuple(value.values())
    if depth <= 0 or not isinstance(value, _SEVERAL):
        return False
    return any(has_coarse(one, depth - 1) for one in value if type(one) not in _NEVER)
