"""Counting interpreter events in the student's files."""

import contextlib
import sys

import numpy as np
import pytest

from autograder.runtime.event_counter import EventCounts, count_events

CODE = """
import numpy as np

def flat(n):
    return np.sqrt(np.arange(n) ** 2).sum()

def loop(n):
    total = 0.0
    for i in range(n):
        x = np.float64(i) ** 2
        total = total + np.sqrt(x)
    return total

def nested(n):
    total = 0.0
    for i in range(n):
        for j in range(5):
            total = total + abs(float(i) * j)
    return total

def chunks(n):
    total = 0.0
    for i in range(0, n, 64):
        total = total + np.sqrt(np.arange(i, min(i + 64, n)) ** 2).sum()
    return total

def recursive(n):
    return 0.0 if n == 0 else abs(float(n)) + recursive(n - 1)

def generated(n):
    return sum(abs(float(i)) * abs(float(i + 1)) for i in range(n))

def by_other(n, other):
    return other(n)

def raises(n):
    raise ValueError(n)
"""


def functions(place):
    """Compile the functions above as if they were in the file `place`."""
    names = {}
    exec(compile(CODE, place, "exec"), names)
    return names


def slope(name):
    """Return the number of events for each additional row."""
    function, totals = functions("student.py")[name], []
    for n in (200, 400):
        with count_events(frozenset(["student.py"])) as counts:
            function(n)
        totals.append(counts.total())
    return (totals[1] - totals[0]) / 200


def test_vectorized_code_does_not_grow():
    """The number of events of code without a loop does not depend on the number of rows."""
    assert slope("flat") == 0


def test_chunks_grow_slowly():
    """Chunks of 64 rows have far fewer events than a loop."""
    assert 0 < slope("chunks") < 5


@pytest.mark.parametrize("name", ["loop", "nested", "recursive", "generated"])
def test_loops_grow_with_the_rows(name):
    """A loop, two loops, recursion and a generator have events for every row."""
    assert slope(name) >= 5


def test_two_loops_grow_faster_than_one():
    """An inner loop multiplies the events."""
    assert slope("nested") > 2 * slope("loop")


def test_the_busiest_line_is_the_loops():
    """Most events fall on a line of the innermost loop."""
    with count_events(frozenset(["student.py"])) as counts:
        functions("student.py")["nested"](100)
    file, line = counts.busiest()
    assert file == "student.py"
    assert CODE.splitlines()[line - 1].strip() in ("for j in range(5):", "total = total + abs(float(i) * j)")


def test_no_events_have_no_line():
    """Without events, `busiest` returns no file and no line."""
    assert EventCounts().busiest() == ("", 0)
    assert EventCounts().total() == 0


def test_other_files_are_not_counted():
    """Events in other files do not count, even if the student's code calls them."""
    other = functions("helper.py")["loop"]
    by_other = functions("student.py")["by_other"]
    totals = []
    for n in (10, 1_000):
        with count_events(frozenset(["student.py"])) as counts:
            by_other(n, other)
        totals.append(counts.total())
    assert totals[0] == totals[1] > 0


def test_the_students_functions_count_wherever_they_are_called_from():
    """Events of a student's function count if NumPy calls it for each row."""
    function = functions("student.py")["flat"]
    with count_events(frozenset(["student.py"])) as counts:
        np.apply_along_axis(lambda row: function(2), 1, np.zeros((50, 1)))
    assert counts.total() >= 50


def test_counting_ends_with_the_block():
    """After the block nothing is counted and an earlier tracer works again, even after an exception."""
    before = sys.gettrace()
    names = functions("student.py")
    with contextlib.suppress(ValueError), count_events(frozenset(["student.py"])) as counts:
        names["raises"](3)
    seen = counts.total()
    names["loop"](10)
    assert counts.total() == seen
    assert sys.gettrace() is before


def test_counting_twice_counts_twice_the_same():
    """Two counts of the same call are equal."""
    assert slope("loop") == slope("loop")
