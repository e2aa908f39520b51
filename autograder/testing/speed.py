"""Check whether a call is vectorized, by counting the iterations of its loops; in grading, by CPU time too.

An iteration is a jump backward, a generator's resumption or the start of a Python function in the student's code. Their
number with about 200 and about 400 rows shows a loop, and one more count with `ROWS` rows shows code that loops only
over many. Functions that loop in C and call a function for each row count by name.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from autograder.errors import Failed, Finding, ForReview
from autograder.i18n import Lines, Message
from autograder.model.counter_access import CounterAccess, counter_access
from autograder.model.text import Text
from autograder.testing.blocks import Blocks
from autograder.testing.calls import Timed
from autograder.testing.counts import LoopCount, loop_count
from autograder.testing.findings import Frame
from autograder.testing.speed_calls import Draw, Workload, drawn_call
from autograder.testing.submission import Submission
from autograder.testing.work import require_formula

__all__ = [
    "FLAT",
    "LOOP",
    "ROWS",
    "Comparison",
    "Growth",
    "IterationJudge",
    "LoopSearch",
    "SpeedJudge",
    "counter_reached",
    "search_loops",
]

LOOP = 1 / 2
"""Iterations for each additional row from which on a call loops over the rows."""

FLAT = 1 / 16
"""Iterations for each additional row below which a call has no loop. Chunks of 64 rows have up to three in 64 rows."""

SMALL, LARGE = (180, 220), (380, 420)
"""Bounds between which the two numbers of rows are drawn."""

ROWS = 4_000
"""Number of rows of the calls that are timed, and of the last one that is counted."""

MOST = 64
"""Iterations that any call may have, beside one for every 16 rows, before a person looks at it."""

Comparison = Callable[[Any, int, int], None]
"""Compares the value of a call with the right one, given the seed of its inputs and the number of rows."""


class SpeedJudge(Protocol):
    """Judges whether a call is vectorized. The fixture `speed` is one.

    It counts the iterations of Python loops in the student's code as the number of rows doubles, and the elements that
    pass through functions which loop in C (`map`, `np.vectorize`, ...). In grading the CPU time of the worker must also
    stay near the reference's.

    Example:
        >>> def workload(modules, rng, n):
        ...     A, B = rng.normal(size=(2, 3)), rng.normal(size=(n, 3))
        ...     return modules.knn.l1_distances.timed(A, B, returns=array("dists", shape=(2, n)))
        >>> speed.flat(workload, over=Text("rows of B", "B의 행"))
    """

    def flat(self, workload: Workload, over: Text, blocks: Blocks | None = None) -> None:
        """Require that no loop runs over a dimension.

        Half an iteration or more for each additional row is a loop, less than a sixteenth is none.

        Args:
            workload: A function `workload(modules, rng, n)`. It draws inputs from `rng`, prepares on `modules` what the
                call needs, with n the length of the dimension and all else small, and returns what `.timed(...)`
                returned. `modules` is the submission or, in grading, also the reference.
            over: What the dimension is, a plural: `Text("training rows", "훈련 데이터")`.
            blocks: `"rows"`, `"mean"` or `"sum"`: where the values of the calls are not the reference's, a slip is
                accepted if they are what the same code makes of blocks of the same rows, joined, averaged or summed.
                None: the values must be right.

        Raises:
            Failed: A loop runs over the dimension, or the call is far too slow or returns wrong values.
            ForReview: The measures disagree or are too close, so that a person decides.
            Finding: The call raised an exception, exceeded a limit, or returned something else than `returns` asks for.
            GraderError: `workload` returned something other than a `Timed`.
        """

    def within_memory(self, workload: Workload, sizes: tuple[int, ...], blocks: Blocks | None = None) -> None:
        """Require that a large call stays within the assignment's memory limit.

        Args:
            workload: A function `workload(modules, rng, *sizes)`. It prepares the large call on `modules` and returns
                what `.timed(...)` returned.
            sizes: Tuple of ints, different numbers of rows, larger than all other lengths but those of features.
            blocks: `"rows"`, `"mean"` or `"sum"`, as `flat` takes it. None: the value must be right.

        Raises:
            Failed: The call returns wrong values.
            Finding: The call raised an exception, exceeded a limit, or returned something else than `returns` asks for.
            GraderError: `workload` returned something other than a `Timed`.
        """

    def formula(self, workload: Workload, over: Text) -> None:
        """Require that a gradient comes from a formula and is not measured slope by slope.

        A numerical gradient evaluates the loss for every weight, so its work for each weight is that of a whole loss.
        Give a test with this line the gate `work`, and name the tests that read the gradient in `unlocks`.

        Args:
            workload: A function `workload(modules, rng, n)`. It draws inputs from `rng` with about n weights and one or
                two examples, and returns what `.timed(...)` returned.
            over: What the weights are, a plural: `Text("weights", "가중치")`.

        Raises:
            Failed: The work is that of measured slopes.
            ForReview: It is between the two, so that a person decides.
            Finding: The call raised an exception, exceeded a limit, or returned something else than `returns` asks for.
            GraderError: `workload` returned something other than a `Timed`.
        """


class IterationJudge:
    """Counts iterations alone, without a clock or a reference.

    Args:
        submission: The student's modules.
        draw: Draws the seeds of inputs.
    """

    def __init__(self, submission: Submission, draw: Draw) -> None:
        self._submission = submission
        self._draw = draw

    def flat(self, workload: Workload, over: Text, blocks: Blocks | None = None) -> None:
        """Require that the iterations do not grow with the rows.

        Args:
            workload: Takes the modules, a generator and the number of rows; returns a `Timed` call.
            over: What the rows are, a plural.
            blocks: Not used: without a reference no values are compared.

        Raises:
            Failed: A loop runs over them.
            ForReview: It is not clear whether one does.
        """
        found = search_loops(workload, self._submission, self._draw, over).finding
        if found is not None:
            raise found
        access = counter_access(self._submission.transport.sources)
        if access is not None:
            raise counter_reached(access)

    def within_memory(self, workload: Workload, sizes: tuple[int, ...], blocks: Blocks | None = None) -> None:
        """Require that a large call stays within the memory limit.

        Args:
            workload: Takes the modules, a generator and the sizes; returns a `Timed` call.
            sizes: The numbers of rows.
            blocks: Not used: without a reference no values are compared.

        Raises:
            Finding: It exceeds the limit or another one, or raises an exception.
        """
        drawn_call(workload, self._submission, self._draw("memory"), *sizes).value(within_memory=True)

    def formula(self, workload: Workload, over: Text) -> None:
        """Require that a gradient comes from a formula, by the CPU time of this process.

        Args:
            workload: Takes the modules, a generator and the number of weights; returns a `Timed` call.
            over: What the weights are, a plural.

        Raises:
            Failed: It is measured slope by slope.
            ForReview: It is not clear whether it is.
        """
        require_formula(workload, self._submission, self._draw, over, time.process_time)


@dataclass(frozen=True)
class Growth:
    """How a call loops with fewer and with more rows.

    Attributes:
        few: Smaller number of rows, as the arguments of the call have them.
        many: Larger number of rows.
        small: The call with few rows.
        large: The call with many rows.
    """

    few: int
    many: int
    small: LoopCount
    large: LoopCount

    @property
    def slope(self) -> float:
        """Iterations for each additional row."""
        return (self.large.iterations - self.small.iterations) / (self.many - self.few)

    def c_loop(self) -> str | None:
        """Return the name of a function through which the rows go one by one in C; None if there is none."""
        grown = {
            name: (count - self.small.elements.get(name, 0)) / (self.many - self.few)
            for name, count in self.large.elements.items()
        }
        name = max(grown, key=lambda one: grown[one], default=None)
        return name if name is not None and grown[name] >= LOOP else None

    def conviction(self, over: Text) -> Failed | None:
        """Return the failure that names the loop over the rows; None if the counts prove none."""
        name = self.c_loop()
        if name is not None:
            return _c_loop_found(name, self, over)
        return _loop_found(self, over) if self.slope >= LOOP else None


@dataclass(frozen=True)
class LoopSearch:
    """The result of `search_loops`.

    Attributes:
        finding: The failure if a loop is proven, a `ForReview` if that is unclear; None if no loop was found.
        none_found: Whether the counter ran and found no loop at all.
    """

    finding: Finding | None
    none_found: bool


def search_loops(
    workload: Workload, submission: Submission, draw: Draw, over: Text, compare: Comparison | None = None
) -> LoopSearch:
    """Search a call for loops over the rows by counting iterations.

    Args:
        workload: Makes the call.
        submission: The student's modules.
        draw: Draws the seeds of inputs.
        over: What the rows are, for messages.
        compare: Compares the values of the counted calls; None if the right ones are not known.
    """
    lengths: dict[int, dict[tuple[int, int], int]] = {}

    def counted(label: str, n: int) -> LoopCount:
        seed = draw(label)
        with submission.transport.counting() as reports:  # of all calls, also those that prepare the last one
            call = drawn_call(workload, submission, seed, n)
            value = call.value()
        lengths[n] = _lengths(call)
        if compare is not None:
            compare(value, seed, n)
        return loop_count(reports, submission.transport)

    with submission.transport.unrecorded():
        sizes = np.random.default_rng(draw("sizes"))
        few, many = (int(sizes.integers(low, high + 1)) for low, high in (SMALL, LARGE))
        small, large = counted("few", few), counted("many", many)
        times = _rows_for_each(lengths[few], lengths[many], many - few)
        growth = Growth(few * times, many * times, small, large)
        convicted = growth.conviction(over)
        if convicted is not None:
            return LoopSearch(convicted, none_found=False)
        calls = {few * times: small, many * times: large, ROWS * times: counted("most", ROWS)}
    if not all(call.intact for call in calls.values()):
        return LoopSearch(_switched_off(), none_found=False)
    if growth.slope >= FLAT:
        return LoopSearch(_unclear(growth, over), none_found=False)
    for n, call in calls.items():
        if call.most() > MOST + n / 16:
            return LoopSearch(_too_many(call, n, over), none_found=False)
    return LoopSearch(None, none_found=all(call.iterations > 0 for call in calls.values()))


def _lengths(call: Timed) -> dict[tuple[int, int], int]:
    """Return the lengths of all axes of all arrays among the arguments of a call."""
    arrays = [one for one in (*call.args, *call.kwargs.values()) if isinstance(one, np.ndarray)]
    return {(index, axis): length for index, one in enumerate(arrays) for axis, length in enumerate(one.shape)}


def _rows_for_each(small: dict[tuple[int, int], int], large: dict[tuple[int, int], int], more: int) -> int:
    """Return how many rows a workload makes for each that it is asked for: by how much its longest axis grows."""
    grown = [(large[place] - length) // more for place, length in small.items() if place in large]
    return max([1, *grown])


def _loop_found(found: Growth, over: Text) -> Failed:
    lines = [
        Message(
            "A Python loop runs over the {over}: {slope:.1f} iterations for each of them (vectorized code: none).",
            over=over,
            slope=found.slope,
        ),
        Message(
            "  {few} {over}: {small:,} iterations; {many} {over}: {large:,} iterations",
            few=found.few,
            many=found.many,
            over=over,
            small=found.small.iterations,
            large=found.large.iterations,
        ),
    ]
    frame = found.large.line
    if frame:
        lines.append(Message("  most of them: {line}", line=frame.place()))
    return Failed(Lines(*lines), Message("A Python loop runs over the {over}.", over=over), _place(frame))


def _c_loop_found(name: str, found: Growth, over: Text) -> Failed:
    text = Message(
        "`{name}` goes through the {over} one by one, so it counts as a loop over them.", name=name, over=over
    )
    frame = found.large.places.get(name)
    lines = [
        text,
        Message(
            "  {few} {over}: {small:,} elements; {many} {over}: {large:,} elements",
            few=found.few,
            many=found.many,
            over=over,
            small=found.small.elements.get(name, 0),
            large=found.large.elements[name],
        ),
    ]
    if frame:
        lines.append(Message("  the line is {line}", line=frame.place()))
    return Failed(Lines(*lines), text, _place(frame))


def _unclear(found: Growth, over: Text) -> ForReview:
    text = Message(
        "It is not clear whether a loop runs over the {over}: {slope:.2f} iterations for each of them (a loop: from "
        "{loop:g}, no loop: below {flat:g}). An instructor will review it.",
        over=over,
        slope=found.slope,
        loop=LOOP,
        flat=FLAT,
    )
    return ForReview(text, _doubt(over), _place(found.large.line))


def _too_many(call: LoopCount, n: int, over: Text) -> ForReview:
    text = Message(
        "No loop over the {over} is proven, but a call with {n:,} of them has {count:,} iterations. An instructor will "
        "review it.",
        over=over,
        n=n,
        count=call.most(),
    )
    return ForReview(text, _doubt(over), _place(call.line))


def _doubt(over: Text) -> Message:
    """Return what students read: without a count, which code could choose by its inputs."""
    return Message("It is not clear whether a loop runs over the {over}. An instructor will review it.", over=over)


def _switched_off() -> ForReview:
    text = Message(
        "The code switched off the counting of loops, so it cannot be decided whether there is one. An instructor will "
        "review it."
    )
    return ForReview(text, text)


def counter_reached(access: CounterAccess) -> ForReview:
    """Make the finding for an answer without a loop whose source could switch off the count.

    Args:
        access: The place in the source.
    """
    text = Message(
        "No loop was counted, but `{name}` can switch off the counting ({file}, line {line}). An instructor will "
        "review it.",
        name=access.name,
        file=access.file,
        line=access.line,
    )
    return ForReview(text, text, (access.file, access.line))


def _place(frame: Frame | None) -> tuple[str, int] | None:
    return (frame.file, frame.line) if frame else None
