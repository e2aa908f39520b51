"""The tolerances of values, by their dtype: one table for tests and for the search for known mistakes."""

from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["TOLERANCES", "has_coarse", "is_coarse"]

TOLERANCES = {"float64": (1e-7, 1e-9), "float32": (1e-4, 1e-5)}
"""Relative and absolute tolerance of values, by the coarser dtype of the two."""


def is_coarse(values: npt.NDArray[Any] | np.generic) -> bool:
    """Return whether numbers are float32 or coarser."""
    return values.dtype.kind == "f" and values.dtype.itemsize < 8


def has_coarse(value: Any, depth: int = 4) -> bool:
    """Return whether a value, or one inside its lists, tuples and dicts, is float32 or coarser.

    Args:
        value: Any value.
        depth: How deep to look.
    """
    if isinstance(value, np.ndarray | np.generic):
        return is_coarse(value)
    if isinstance(value, dict):
        value = tuple(value.values())
    return depth > 0 and isinstance(value, list | tuple) and any(has_coarse(one, depth - 1) for one in value)
