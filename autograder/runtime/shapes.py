"""Find the shapes that met in a student's own line when an exception was raised there.

Nothing here runs student code: names are looked up in the frame and in the dictionaries of objects, properties are left
alone, and only plain NumPy arrays are asked for their shape.
"""

import inspect
import linecache
import re
from types import FrameType, TracebackType
from typing import Any

import numpy as np

__all__ = ["MOST_SHAPES", "met"]

MOST_SHAPES = 6
"""Maximum number of arrays to name."""

LONGEST = 120
"""Maximum number of characters of an expression."""

KINDS = (ValueError, IndexError)
"""Exceptions that NumPy raises where shapes do not fit."""

_NAME = re.compile(r"(?<![\w.])[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*")
_NOTHING = object()


def met(error: BaseException, files: frozenset[str]) -> dict[str, Any]:
    """Return what a reply says about the arrays in the student's line that raised an exception.

    Args:
        error: The exception.
        files: Names of the student's files in tracebacks.

    Returns:
        `expression`, the part of the line that raised it (empty if unknown), and `shapes`, a list of pairs: a name in
        that part, and the shape of its array. Empty if no array is named there, or it is another kind of exception.
    """
    if not isinstance(error, KINDS):
        return {}
    try:
        last = _last(error.__traceback__, files)
        return _named(last) if last is not None else {}
    except Exception:  # what a student's file does to its own names must not cost more than this remark
        return {}


def _last(trace: TracebackType | None, files: frozenset[str]) -> TracebackType | None:
    found = None
    for _depth in range(1_000):
        if trace is None:
            break
        found = trace if trace.tb_frame.f_code.co_filename in files else found
        trace = trace.tb_next
    return found


def _named(trace: TracebackType) -> dict[str, Any]:
    expression = _expression(trace)
    line = expression or linecache.getline(trace.tb_frame.f_code.co_filename, trace.tb_lineno)
    shapes = []
    for name in dict.fromkeys(_NAME.findall(line)):
        value = _looked_up(trace.tb_frame, name)
        if type(value) is np.ndarray:
            shapes.append([name, list(value.shape)])
    return {"expression": expression, "shapes": shapes[:MOST_SHAPES]} if shapes else {}


def _expression(trace: TracebackType) -> str:
    """Return the source of the operation that raised; empty if it spans several lines or is too long."""
    positions = list(trace.tb_frame.f_code.co_positions())
    first, last, begin, end = positions[trace.tb_lasti // 2]
    if first is None or first != last or begin is None or end is None:
        return ""
    line = linecache.getline(trace.tb_frame.f_code.co_filename, first).encode()
    text = line[begin:end].decode("utf-8", "replace").strip()
    return text if len(text) <= LONGEST else ""


def _looked_up(frame: FrameType, dotted: str) -> Any:
    name, *attributes = dotted.split(".")
    value = dict.get(frame.f_globals, name, _NOTHING)
    if frame.f_code.co_flags & inspect.CO_OPTIMIZED:  # the body of a class may have a mapping of the student's own
        value = frame.f_locals.get(name, value)
    for attribute in attributes:
        value = inspect.getattr_static(value, attribute, _NOTHING)
    return value
