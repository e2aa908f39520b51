"""Count the interpreter events in a student's files.

The count shows how the interpreter's work grows with the input: it stays constant if NumPy loops, and grows if Python
loops. The counter runs in the student's process, where student code can switch it off. So a high count can prove a
loop, but a low count never proves that there is none.
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
    """Numbers of interpreter events in the watched files.

    Attributes:
        lines: (File, line number) -> number of events.
    """

    lines: Counter[tuple[str, int]] = field(default_factory=Counter)

    def total(self) -> int:
        """Return the number of all events."""
        return self.lines.total()

    def busiest(self) -> tuple[str, int]:
        """Return file and line number with the most events; an empty name and 0 if there were no events."""
        return max(self.lines, key=lambda place: self.lines[place], default=("", 0))


@contextmanager
def count_events(files: frozenset[str]) -> Iterator[EventCounts]:
    """Count the interpreter events in code from `files` while the block runs.

    Uses instruction events of `sys.monitoring` on Python 3.12 and later, and opcode tracing before.

    Args:
        files: File names as the code objects state them.

    Returns:
        A context manager; its counts are complete after the block.
    """
    counts = EventCounts()
    with _watching(files, counts):
        yield counts


if sys.version_info >= (3, 12):

    @contextmanager
    def _watching(files: frozenset[str], counts: EventCounts) -> Iterator[None]:
        monitoring = sys.monitoring
        tool = next(number for number in range(6) if monitoring.get_tool(number) is None)
        # Count instructions, as opcode tracing does: events of lines and jumps are too few to detect a tight loop.
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
