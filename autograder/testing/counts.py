"""Read the counts of iterations that a host reports. A host in a worker can report anything, so each is checked."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from autograder.model.text import clean_text
from autograder.runtime.c_loops import C_LOOPS, MAX_C_LOOPS
from autograder.testing.findings import Frame, Sources, broken_protocol

__all__ = ["LoopCount", "loop_count"]

MAX_COUNT = 1 << 53
"""An upper bound for counts, far above what a call can reach within its time limit."""


class _Counted(msgspec.Struct, forbid_unknown_fields=True):
    """What a host has counted in a call."""

    iterations: int
    intact: bool
    place: tuple[str, int, str]
    c_loops: list[tuple[str, int, str, int, str]]


@dataclass(frozen=True)
class LoopCount:
    """How calls looped.

    Attributes:
        iterations: Iterations of Python loops in the student's code.
        line: The student's line with most of them; None if it is unknown.
        elements: Name of a function that loops in C -> number of elements that went through it.
        places: The same name -> the student's line that calls it; None if it is unknown.
        intact: Whether the counter always ran to the end.
    """

    iterations: int
    line: Frame | None
    elements: Mapping[str, int]
    places: Mapping[str, Frame | None]
    intact: bool

    def most(self) -> int:
        """Return the largest of the counts."""
        return max([self.iterations, *self.elements.values()])


def loop_count(reports: Sequence[Any], sources: Sources) -> LoopCount:
    """Add up what a host reports for several calls.

    Args:
        reports: One report for each call.
        sources: The submission's files.

    Raises:
        Crashed: A report is malformed, so the host broke the protocol.
    """
    calls = [_checked(report) for report in reports]
    elements: Counter[str] = Counter()
    places: dict[str, Frame | None] = {}
    for call in calls:
        for name, number, file, line, source in call.c_loops:
            elements[name] += number
            places.setdefault(name, _frame(sources, file, line, source))
    busiest = max(calls, key=lambda call: call.iterations)
    return LoopCount(
        sum(call.iterations for call in calls),
        _frame(sources, *busiest.place),
        elements,
        places,
        all(call.intact for call in calls),
    )


def _checked(report: Any) -> _Counted:
    try:
        call = msgspec.convert(report, _Counted)
    except msgspec.ValidationError:
        raise broken_protocol() from None
    numbers = [call.iterations, *(number for _name, number, *_place in call.c_loops)]
    known = len(call.c_loops) <= MAX_C_LOOPS and all(name in C_LOOPS for name, *_rest in call.c_loops)
    if not known or not all(0 <= number < MAX_COUNT for number in numbers):
        raise broken_protocol()  # the worker sends these numbers, and we calculate with them
    return call


def _frame(sources: Sources, file: str, line: int, source: str) -> Frame | None:
    text = sources.source_line(file, line, source) if 0 < line < MAX_COUNT else None
    return None if text is None else Frame(clean_text(file, 200), line, "", clean_text(text, 200))
