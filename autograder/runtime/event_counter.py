"""Count the iterations of Python loops in a student's code.

An iteration is a jump backward, a generator's resumption, or the start of a Python function. Their number stays
constant if NumPy loops, and grows with the input if Python loops, however the loop is written. The counter runs in the
student's process, where student code can switch it off. So a high count proves a loop, and a low count never proves
that there is none.
"""

import dis
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from types import CodeType, FrameType
from typing import Any

import numpy as np

__all__ = ["Iterations", "count_iterations", "is_students"]

_OURS = ("<frozen ", "<__array_function__")
"""Beginnings of file names without a file that are not the student's."""


@dataclass
class Iterations:
    """What was counted while a block ran.

    Attributes:
        lines: (File, line number) -> number of iterations.
        lists: (File, line number) -> numbers that `ndarray.tolist` put into lists there.
        intact: Whether the counter still ran when the block ended.
    """

    lines: dict[tuple[str, int], int] = field(default_factory=dict)
    lists: dict[tuple[str, int], int] = field(default_factory=dict)
    intact: bool = True

    def total(self) -> int:
        """Return the number of iterations."""
        return sum(self.lines.values())

    def busiest(self) -> tuple[str, int]:
        """Return file and line number with the most iterations; an empty name and 0 if there were none."""
        return max(self.lines, key=lambda place: self.lines[place], default=("", 0))


def is_students(file: str, files: frozenset[str]) -> bool:
    """Return whether code of this file name is the student's: in one of the files, or made from text by `exec`."""
    return file in files or (file.startswith("<") and not file.startswith(_OURS))


@contextmanager
def count_iterations(files: frozenset[str]) -> Iterator[Iterations]:
    """Count the iterations of code from `files` while the block runs.

    Uses `sys.monitoring` on Python 3.12 and later, and `sys.settrace` before.

    Args:
        files: File names as the code objects state them.

    Returns:
        A context manager; its counts are complete after the block.
    """
    counts = Iterations()
    with _watching(files, counts):
        yield counts


def _add(counts: dict[tuple[str, int], int], place: tuple[str, int], number: int) -> None:
    counts[place] = counts.get(place, 0) + number  # a plain dict: student code could change what `Counter` does


def _is_list_of_array(function: Any, owner: Any) -> bool:
    return isinstance(owner, np.ndarray) and getattr(function, "__name__", "") == "tolist"


if sys.version_info >= (3, 12):

    @contextmanager
    def _watching(files: frozenset[str], counts: Iterations) -> Iterator[None]:
        monitoring = sys.monitoring
        events = monitoring.events
        tool = next(number for number in range(6) if monitoring.get_tool(number) is None)
        places: dict[tuple[CodeType, int], int] = {}

        def at_start(code: CodeType, offset: int) -> Any:
            if not is_students(code.co_filename, files):
                return monitoring.DISABLE
            places[code, offset] = places.get((code, offset), 0) + 1
            return None

        def at_jump(code: CodeType, offset: int, destination: int) -> Any:
            if destination > offset or not is_students(code.co_filename, files):
                return monitoring.DISABLE
            places[code, destination] = places.get((code, destination), 0) + 1
            return None

        def at_call(code: CodeType, offset: int, function: object, first: object) -> Any:
            if not is_students(code.co_filename, files):
                return monitoring.DISABLE
            owner: Any = first if isinstance(first, np.ndarray) else getattr(function, "__self__", None)
            if _is_list_of_array(function, owner):
                _add(counts.lists, (code.co_filename, _line_at(code, offset)), owner.size)
            return None

        watched = {events.PY_START: at_start, events.PY_RESUME: at_start, events.JUMP: at_jump, events.CALL: at_call}
        mask = events.PY_START | events.PY_RESUME | events.JUMP | events.CALL
        monitoring.use_tool_id(tool, "autograder")
        try:
            for event, function in watched.items():
                monitoring.register_callback(tool, event, function)
            monitoring.restart_events()
            monitoring.set_events(tool, mask)
            yield
        finally:
            counts.intact = monitoring.get_tool(tool) == "autograder" and monitoring.get_events(tool) == mask
            for event, function in watched.items():
                counts.intact &= monitoring.register_callback(tool, event, None) is function
            if monitoring.get_tool(tool) is not None:
                monitoring.set_events(tool, 0)
                monitoring.free_tool_id(tool)
            for (code, offset), count in places.items():
                _add(counts.lines, (code.co_filename, _line_at(code, offset)), count)

    def _line_at(code: CodeType, offset: int) -> int:
        return next((line or 0 for start, end, line in code.co_lines() if start <= offset < end), 0)

else:

    @contextmanager
    def _watching(files: frozenset[str], counts: Iterations) -> Iterator[None]:
        def trace(frame: FrameType, event: str, _: object) -> Any:
            code = frame.f_code
            if not is_students(code.co_filename, files):
                return None
            _add(counts.lines, (code.co_filename, frame.f_lineno or 0), 1)  # a start or a resumption
            heads, last = _heads(code), frame.f_lasti

            def local(frame: FrameType, event: str, _: object) -> Any:
                nonlocal last
                # Python reports a line where one begins, and after every jump backward.
                if event == "line":
                    here = frame.f_lasti
                    if here in heads and (here <= last or not heads[here]):
                        _add(counts.lines, (code.co_filename, frame.f_lineno or 0), 1)
                    last = here
                return local

            return local

        def profile(frame: FrameType, event: str, function: object) -> None:
            if event == "c_call" and is_students(frame.f_code.co_filename, files):
                owner: Any = getattr(function, "__self__", None)
                if _is_list_of_array(function, owner):
                    _add(counts.lists, (frame.f_code.co_filename, frame.f_lineno or 0), owner.size)

        before = sys.gettrace(), sys.getprofile()
        sys.setprofile(profile)
        sys.settrace(trace)
        try:
            yield
        finally:
            counts.intact = sys.gettrace() is trace and sys.getprofile() is profile
            sys.settrace(before[0])
            sys.setprofile(before[1])

    @lru_cache(maxsize=1_000)
    def _heads(code: CodeType) -> dict[int, bool]:
        """Return the offsets to which code jumps backward: offset -> whether a line begins there."""
        starts = {offset for offset, _line in dis.findlinestarts(code)}
        jumps = (one for one in dis.get_instructions(code) if "JUMP_BACKWARD" in one.opname)
        return {one.argval: one.argval in starts for one in jumps}
