"""Count the interpreter events in a student's files.

The count shows how the work of a call grows with its input: it stays put where NumPy does the looping and grows where
Python does. It runs in the student's process and can be switched off there, so it explains and may convict; it never
acquits.
"""

import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import CodeType, FrameType
from typing import Any

__all__ = ["EventCounts", "count_events"]


@dataclass
class EventCounts:
    """Interpreter events by (file, line) of the files that were watched."""

    lines: Counter[tuple[str, int]] = field(default_factory=Counter)

    def total(self) -> int:
        """All events."""
        return self.lines.total()

    def busiest(self) -> tuple[str, int]:
        """File and line with the most events; an empty name and 0 where there was none."""
        return max(self.lines, key=lambda place: self.lines[place], default=("", 0))


@contextmanager
def count_events(files: frozenset[str]) -> Iterator[EventCounts]:
    """Count the events in code compiled from `files` while the block runs.

    Uses the instruction events of `sys.monitoring` from Python 3.12 on, opcode tracing before.
    """
    counts = EventCounts()
    with _watching(files, counts):
        yield counts


if sys.version_info >= (3, 12):

    @contextmanager
    def _watching(files: frozenset[str], counts: EventCounts) -> Iterator[None]:
        monitoring = sys.monitoring
        tool = next(number for number in range(6) if monitoring.get_tool(number) is None)
        # Each instruction, as opcode tracing counts them: lines and jumps alone are too few to tell a tight loop.
        instruction = monitoring.events.INSTRUCTION
        places: Counter[tuple[CodeType, int]] = Counter()

        def at_instruction(code: CodeType, offset: int) -> Any:
            if code.co_filename not in files:
                return monitoring.DISABLE
            places[code, offset] += 1
            return None

        monitoring.use_tool_id(tool, "autograder")
        try:
            monitoring.register_callback(tool, instruction, at_instruction)
            monitoring.restart_events()
            monitoring.set_events(tool, instruction)
            yield
        finally:
            monitoring.set_events(tool, 0)
            monitoring.register_callback(tool, instruction, None)
            monitoring.free_tool_id(tool)
            for (code, offset), count in places.items():
                counts.lines[code.co_filename, _line_at(code, offset)] += count

    def _line_at(code: CodeType, offset: int) -> int:
        return next((line or 0 for start, end, line in code.co_lines() if start <= offset < end), 0)

else:

    @contextmanager
    def _watching(files: frozenset[str], counts: EventCounts) -> Iterator[None]:
        def trace(frame: FrameType, event: str, _: object) -> Any:
            name = frame.f_code.co_filename
            if event == "call" and name not in files:
                return None
            frame.f_trace_opcodes = True
            frame.f_trace_lines = False
            if event == "opcode":
                counts.lines[name, frame.f_lineno or 0] += 1
            return trace

        before = sys.gettrace()
        sys.settrace(trace)
        try:
            yield
        finally:
            sys.settrace(before)
