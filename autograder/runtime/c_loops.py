"""Count the elements that pass through functions which loop in C and call a function for each element.

`list(map(f, rows))` is a loop over the rows that has no iteration of its own in Python. While the block runs, these
functions are replaced by ones that count, wherever the student's code finds them: in their modules, and under any
global name of its own.
"""

import functools
import itertools
import linecache
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np

from autograder.runtime.event_counter import count_iterations, is_students

__all__ = ["C_LOOPS", "MAX_C_LOOPS", "count_c_loops", "count_loops", "forgive_returned_lists"]

MAX_C_LOOPS = 8
"""Maximum number of places with loops in C in a report."""

C_LOOPS = (
    "map", "filter", "itertools.starmap", "itertools.accumulate", "functools.reduce", "np.vectorize", "np.frompyfunc",
    "np.apply_along_axis", "tolist",
)  # fmt: skip
"""The names under which such loops are reported."""

Elements = dict[tuple[str, str, int], int]
"""(Name, file, line number) -> number of elements."""


@contextmanager
def count_loops(files: frozenset[str], namespaces: Sequence[dict[str, Any]], reply: dict[str, Any]) -> Iterator[None]:
    """Count the iterations of Python loops and the elements of loops in C while the block runs.

    Args:
        files: File names as the student's code objects state them.
        namespaces: The names that the student's modules can use.
        reply: Gets the report under `counted` after the block.
    """
    with count_c_loops(files, namespaces) as elements, count_iterations(files) as counts:
        yield
    elements.update({("tolist", *place): size for place, size in counts.lists.items()})
    most = sorted(elements.items(), key=lambda one: -one[1])[:MAX_C_LOOPS]
    reply["counted"] = {
        "iterations": counts.total(),
        "intact": counts.intact,
        "place": _with_source(*counts.busiest()),
        "c_loops": [[name, count, *_with_source(file, line)] for (name, file, line), count in most],
    }


def forgive_returned_lists(report: dict[str, Any], value: object) -> None:
    """Take off what `tolist` counted for lists that the call returned: a result may be a list.

    Args:
        report: The report of the call; it is changed.
        value: What the call returned.
    """
    left = _numbers_in_lists(value)
    for entry in report["c_loops"]:
        if entry[0] == "tolist":
            forgiven = min(left, entry[1])
            entry[1] -= forgiven
            left -= forgiven


def _numbers_in_lists(value: object, depth: int = 0) -> int:
    if not isinstance(value, list | tuple) or depth > MAX_DEPTH:
        return 0
    return sum(_numbers_in_lists(one, depth + 1) if isinstance(one, list | tuple) else 1 for one in value)


MAX_DEPTH = 6
"""Maximum nesting of the lists that are counted; arrays of a course have fewer axes."""


def _with_source(file: str, line: int) -> list[Any]:
    return [file, line, linecache.getline(file, line).strip()[:200]]


@contextmanager
def count_c_loops(files: frozenset[str], namespaces: Sequence[dict[str, Any]]) -> Iterator[Elements]:
    """Count the elements that the student's code sends through loops in C while the block runs.

    Args:
        files: File names as the student's code objects state them.
        namespaces: The names that the student's modules can use: their built-ins, and the global names of each.

    Returns:
        A context manager; its counts are complete after the block.
    """
    counts: Elements = {}
    counting = _Counting(files, counts)
    undo: list[Callable[[], None]] = []
    try:
        replaced = {id(original): new for original, new in counting.replacements()}
        for owner, name in _HOMES:
            _replace(vars(owner), name, replaced[id(vars(owner)[name])], undo)
        for names in namespaces:
            for name, value in list(names.items()):
                if id(value) in replaced:
                    _replace(names, name, replaced[id(value)], undo)
                elif isinstance(value, np.ufunc) and value.__name__.endswith("(vectorized)"):
                    _replace(names, name, counting.ufunc(value), undo)
                elif isinstance(value, _VECTORIZE):
                    _replace(vars(value), "pyfunc", counting.called("np.vectorize", value.pyfunc, made=True), undo)
        yield counts
    finally:
        for restore in reversed(undo):
            restore()


_VECTORIZE = np.vectorize
_HOMES: tuple[tuple[Any, str], ...] = (
    (itertools, "starmap"),
    (itertools, "accumulate"),
    (functools, "reduce"),
    (np, "vectorize"),
    (np, "frompyfunc"),
    (np, "apply_along_axis"),
)


def _replace(names: dict[str, Any], name: str, new: Any, undo: list[Callable[[], None]]) -> None:
    old = names[name]
    names[name] = new
    undo.append(lambda: names.update({name: old}))


class _Counting:
    """Makes functions that count the elements which pass through them.

    Args:
        files: File names of the student's code.
        counts: Collects the numbers.
    """

    def __init__(self, files: frozenset[str], counts: Elements) -> None:
        self._files = files
        self._counts = counts

    def replacements(self) -> Iterator[tuple[Any, Any]]:
        """Yield each original with what replaces it."""
        place, passing, called = self._place, self._passing, self.called

        def type_of(base: Any, name: str, position: int) -> Any:
            """Subclass an iterator, so that checks of types still work; its argument at `position` is counted."""

            def new(cls: Any, *args: Any, **kwargs: Any) -> Any:
                at = place(name)
                if at is not None and len(args) > position:
                    args = (*args[:position], passing(at, args[position]), *args[position + 1 :])
                return base.__new__(cls, *args, **kwargs)

            return type(base.__name__, (base,), {"__new__": new})

        for base, name, position in (
            (map, "map", 1),
            (filter, "filter", 1),
            (itertools.starmap, "itertools.starmap", 1),
            (itertools.accumulate, "itertools.accumulate", 0),
        ):
            yield base, type_of(base, name, position)

        reduce, frompyfunc, apply = functools.reduce, np.frompyfunc, np.apply_along_axis

        def counted_reduce(function: Any, iterable: Any, *initial: Any) -> Any:
            at = place("functools.reduce")
            return reduce(function, iterable if at is None else passing(at, iterable), *initial)

        def counted_frompyfunc(function: Any, *args: Any, **kwargs: Any) -> Any:
            return frompyfunc(called("np.frompyfunc", function), *args, **kwargs)

        def counted_apply(function: Any, *args: Any, **kwargs: Any) -> Any:
            return apply(called("np.apply_along_axis", function), *args, **kwargs)

        class Vectorize(np.vectorize):
            def __init__(self, *args: Any, **kwargs: Any) -> None:
                if args and callable(args[0]):
                    args = (called("np.vectorize", args[0]), *args[1:])
                super().__init__(*args, **kwargs)

        yield reduce, counted_reduce
        yield frompyfunc, counted_frompyfunc
        yield apply, counted_apply
        yield np.vectorize, Vectorize

    def called(self, name: str, function: Callable[..., Any], made: bool = False) -> Callable[..., Any]:
        """Return a function that does the same, and counts its calls.

        Args:
            name: The name that is reported.
            function: The function.
            made: Whether the student's code made something of it before; else the place that makes it now is reported.
        """
        at = self._place_of(name, function) if made else self._place(name)
        if at is None:
            return function

        @functools.wraps(function, updated=())
        def counted(*args: Any, **kwargs: Any) -> Any:
            self._add(at, 1)
            return function(*args, **kwargs)

        return counted

    def ufunc(self, function: np.ufunc) -> Callable[..., Any]:
        """Return what calls a function of `np.frompyfunc` that was made before."""
        at = ("np.frompyfunc", "", 0)

        def counted(*args: Any, **kwargs: Any) -> Any:
            self._add(at, max((np.size(one) for one in args), default=0))
            return function(*args, **kwargs)

        return counted

    def _passing(self, at: tuple[str, str, int], elements: Iterable[Any]) -> Iterator[Any]:
        for element in elements:
            self._add(at, 1)
            yield element

    def _add(self, at: tuple[str, str, int], number: int) -> None:
        self._counts[at] = self._counts.get(at, 0) + number

    def _place(self, name: str) -> tuple[str, str, int] | None:
        """Return the place in the student's code that called the caller of this method; None if other code did."""
        frame: Any = sys._getframe(2)
        while frame is not None and frame.f_code.co_filename == __file__:
            frame = frame.f_back
        if frame is None or not is_students(frame.f_code.co_filename, self._files):
            return None
        return name, frame.f_code.co_filename, frame.f_lineno or 0

    @staticmethod
    def _place_of(name: str, function: Any) -> tuple[str, str, int]:
        """Return the place where a function begins; no file and 0 if it is not written in Python."""
        code = getattr(function, "__code__", None)
        return (name, "", 0) if code is None else (name, code.co_filename, code.co_firstlineno)
