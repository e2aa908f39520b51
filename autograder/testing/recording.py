"""Record the events of a submission's code in one test: values that it returns, changes or passes on.

Two answers with the same recordings on the same inputs make the same mistake, even if their code differs.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from autograder.errors import Failed
from autograder.runtime import wire
from autograder.testing.tolerances import TOLERANCES, has_coarse

__all__ = ["Event", "Recorder", "Recording", "Recordings", "alike", "arrays_in", "same"]

MOST = 1_000
"""Maximum number of numbers kept of an array; of a longer one, every n-th number and the sum are kept."""

RTOL, ATOL = 1e-6, 1e-9
"""Relative and absolute tolerance; where float32 is involved, that of float32 values holds."""

DIFFERENT = "another value than in the recording"


@dataclass(frozen=True)
class Event:
    """One event.

    Attributes:
        kind: `value`, `passed` (to a function of the test), `changed` (arguments), `raised`, `absent`.
        what: The value in plain form, or names.
        coarse: Whether float32 is involved, so that two ways of writing the same formula round differently.
    """

    kind: str
    what: Any
    coarse: bool = False

    @classmethod
    def of_reply(cls, reply: dict[str, Any], arguments: Any = ()) -> "Event | None":
        """Convert a host's reply to an event; return None if it is only an acknowledgment.

        Args:
            reply: The reply.
            arguments: What the request passed to the submission's code.
        """
        coarse = has_coarse((reply.get("value"), arguments))
        kind = reply.get("re")
        if kind == "raised":
            return cls("raised", (str(reply.get("type")), str(reply.get("message"))))
        if kind == "absent":
            return cls("absent", str(reply.get("name")))
        if "modified" in reply:
            return cls("changed", (_plain(reply.get("value")), str(reply["modified"])), coarse)
        return cls("value", _plain(reply["value"]), coarse) if "value" in reply else None

    @classmethod
    def of_arguments(cls, args: Any, kwargs: Any) -> "Event":
        """Make the event of a call from the student's code to a function of the test."""
        values = [*args, *kwargs.values()] if isinstance(args, tuple | list) else args
        return cls("passed", _plain(values), has_coarse(values))


@dataclass(frozen=True)
class Recording:
    """One test.

    Attributes:
        status: How it ended.
        events: What happened, in order.
        cut: Whether it was ended at an event that differs from the expected one.
        excuse: The kind of gate that takes points for the same cause, or `VALUES`, as in the test's outcome.
    """

    status: str
    events: tuple[Event, ...]
    cut: bool = False
    excuse: str = ""

    def may_agree(self, other: "Recording") -> bool:
        """Return whether everything that happened so far, in a recording that was cut, happened in `other` too."""
        return len(self.events) <= len(other.events) and all(map(_same_event, self.events, other.events))


Recordings = tuple[Recording, ...]
"""The recordings of a submission in the tests of a question, in order."""


class Recorder:
    """Collects the events of one test, and receives its failed comparisons.

    When a test is only recorded, it continues after a failed comparison: all calls of a wrong answer identify it better
    than those before the first difference.

    Args:
        judging: Whether a failed comparison ends the test, as in grading.
        expected: End the test at the first event that differs from this recording's; None to record everything.

    Attributes:
        events: The events so far.
        has_failed: Whether a comparison failed.
    """

    def __init__(self, judging: bool = False, expected: Recording | None = None) -> None:
        self.events: list[Event] = []
        self.has_failed = False
        self._judging = judging
        self._expected = expected
        self._cut = False

    def add(self, event: Event) -> None:
        """Add an event.

        Raises:
            Failed: It is not the expected one.
        """
        self.events.append(event)
        if self._expected is not None:
            wanted = self._expected.events[len(self.events) - 1 : len(self.events)]
            if not wanted or not _same_event(event, wanted[0]):
                self._cut = True
                raise Failed(DIFFERENT)

    def failure(self, failure: Failed) -> None:
        """Receive a failed comparison.

        Raises:
            Failed: The recorder is judging, so the test ends here.
        """
        self.has_failed = True
        if self._judging:
            raise failure

    def recording(self, status: str, excuse: str = "") -> Recording:
        """Return the recording of the test, which ended with this status."""
        return Recording(status, tuple(self.events), self._cut, excuse)


def same(one: Recording, other: Recording) -> bool:
    """Check whether two tests have the same status and, except for rounding, the same events."""
    return (
        one.status == other.status
        and len(one.events) == len(other.events)
        and all(map(_same_event, one.events, other.events))
    )


def _same_event(one: Event, other: Event) -> bool:
    tolerance = TOLERANCES["float32"] if one.coarse or other.coarse else (RTOL, ATOL)
    return one.kind == other.kind and _alike(one.what, other.what, tolerance)


def alike(one: Recording, other: Recording) -> bool:
    """Check whether the first values of two tests have the same form: kinds, lengths and shapes."""
    firsts = [
        next((event.what for event in recording.events if event.kind in ("value", "changed")), None)
        for recording in (one, other)
    ]
    return bool(_form(firsts[0]) == _form(firsts[1]))


def _form(what: Any) -> Any:
    if isinstance(what, _Numbers):
        return what.shape
    return tuple(map(_form, what)) if isinstance(what, tuple) else what


def arrays_in(event: Event) -> tuple[str, list[npt.NDArray[np.float64]]]:
    """Return the numbers of an event apart from its form.

    Args:
        event: The event.

    Returns:
        Its form (kind, names and shapes), and the numbers of each array in it; a complex number counts as two.
    """
    arrays: list[npt.NDArray[np.float64]] = []

    def form(what: Any) -> str:
        if isinstance(what, _Numbers):
            arrays.append(what.numbers.view(np.float64))
            return f"{what.shape}{what.numbers.dtype.kind}"
        return f"({' '.join(map(form, what))})" if isinstance(what, tuple) else repr(what)

    return f"{event.kind} {form(event.what)}", arrays


@dataclass(frozen=True)
class _Numbers:
    """An array: its shape, and the numbers that are kept of it."""

    shape: tuple[int, ...]
    numbers: npt.NDArray[Any]


def _plain(value: Any, depth: int = 0) -> Any:
    """Convert a value to nested tuples of strings and arrays."""
    if isinstance(value, wire.ObjectRef | wire.Opaque):
        return value.type_name
    if isinstance(value, np.ndarray | np.generic | bool | int | float | complex):
        try:
            return _kept(np.asarray(value))
        except (OverflowError, TypeError, ValueError):
            return str(value)[:MOST]
    if depth < 4 and isinstance(value, list | tuple):
        return tuple(_plain(item, depth + 1) for item in value[:MOST])
    if depth < 4 and isinstance(value, dict):
        return tuple(
            (str(key), _plain(item, depth + 1)) for key, item in sorted(value.items(), key=lambda it: str(it[0]))
        )
    return str(value)[:MOST]


def _kept(array: npt.NDArray[Any]) -> Any:
    if array.dtype.kind not in "biufc":
        return str(array.dtype)
    flat = array.ravel()
    if flat.size > MOST:
        with np.errstate(all="ignore"):
            flat = np.append(flat[:: -(-flat.size // MOST)], flat.sum())
    return _Numbers(array.shape, flat.astype(np.complex128 if flat.dtype.kind == "c" else np.float64))


def _alike(a: Any, b: Any, tolerance: tuple[float, float]) -> bool:
    if isinstance(a, _Numbers) and isinstance(b, _Numbers):
        return a.shape == b.shape and _close(a.numbers, b.numbers, *tolerance)
    if isinstance(a, tuple) and isinstance(b, tuple):
        return len(a) == len(b) and all(_alike(x, y, tolerance) for x, y in zip(a, b, strict=True))
    return type(a) is type(b) and bool(a == b)


def _close(a: npt.NDArray[Any], b: npt.NDArray[Any], rtol: float, atol: float) -> bool:
    """Do what `np.allclose` does with equal_nan, in a fifth of its time: thousands of candidates are compared."""
    if len(a) != len(b):
        return False
    with np.errstate(all="ignore"):
        far = ~(np.abs(a - b) <= atol + rtol * np.abs(b)) | np.isinf(b)
    if not far.any():
        return True
    x, y = a[far], b[far]
    return bool(np.all((x == y) | ((x != x) & (y != y))))
