"""Counting the iterations of loops in the student's files."""

import contextlib
import sys

import numpy as np
import pytest

from autograder.runtime.c_loops import count_c_loops
from autograder.runtime.event_counter import Iterations, count_iterations

CODE = """
import functools
import itertools
import math
from itertools import starmap

import numpy as np

def flat(n):
    return np.sqrt(np.arange(n) ** 2).sum()

def for_loop(n):
    total = 0.0
    for i in range(n):
        total = total + i
    return total

def on_one_line(n):
    total = 0
    for i in range(n): total += i

def while_loop(n):
    i = 0
    while i < n:
        i += 1

def while_true(n):
    i = 0
    while True:
        i += 1
        if i >= n:
            break

def with_continue(n):
    for i in range(n):
        if i % 2:
            continue
        i += 1

def comprehension(n):
    return [i for i in range(n)]

def filtered(n):
    return {i for i in range(n) if i % 2}

def recursive(n):
    return 0 if n == 0 else 1 + recursive(n - 1)

def mapped(n):
    return list(map(lambda i: i, range(n)))

def walrus(n):
    values = iter(range(n))
    while (i := next(values, None)) is not None:
        pass

def executed(n):
    exec("for i in range(%d): pass" % n)

def generated(n):
    return sum(i for i in range(n))

def nested(n):
    total = 0.0
    for i in range(n):
        for j in range(5):
            total = total + abs(float(i) * j)
    return total

def chunks(n):
    return [np.arange(i, min(i + 64, n)) for i in range(0, n, 64)]

def by_other(n, other):
    return other(n)

def raises(n):
    raise ValueError(n)

def map_in_c(n):
    return list(map(math.sqrt, range(n)))

def starmap_in_c(n):
    return list(starmap(pow, zip(range(n), range(n))))

def filter_in_c(n):
    return list(filter(math.sqrt, range(n)))

def reduced(n):
    return functools.reduce(max, range(n))

def accumulated(n):
    return list(itertools.accumulate(range(n), max))

def vectorized_in_c(n):
    return np.vectorize(math.sqrt)(np.arange(n))

def frompyfunc_in_c(n):
    return np.frompyfunc(math.sqrt, 1, 1)(np.arange(n))

made_before = np.frompyfunc(math.sqrt, 1, 1)
root = np.vectorize(math.sqrt)
renamed = map

def made_at_the_top(n):
    return made_before(np.arange(n))

def vectorized_at_the_top(n):
    return root(np.arange(n))

def by_another_name(n):
    return list(renamed(math.sqrt, range(n)))

def applied(n):
    return np.apply_along_axis(np.sum, 1, np.ones((n, 1)))

def listed(n):
    return np.arange(n).tolist()

def over_the_shape(n):
    (rows,) = map(int, np.arange(n).shape)
    return functools.reduce(np.add, [np.ones(rows), np.ones(rows)])
"""

FILES = frozenset(["student.py"])
LOOPS = (
    "for_loop", "on_one_line", "while_loop", "while_true", "with_continue", "comprehension", "filtered", "recursive",
    "mapped", "walrus", "executed",
)  # fmt: skip
IN_C = {
    "map_in_c": "map",
    "starmap_in_c": "itertools.starmap",
    "filter_in_c": "filter",
    "reduced": "functools.reduce",
    "accumulated": "itertools.accumulate",
    "vectorized_in_c": "np.vectorize",
    "frompyfunc_in_c": "np.frompyfunc",
    "made_at_the_top": "np.frompyfunc",
    "vectorized_at_the_top": "np.vectorize",
    "by_another_name": "map",
    "applied": "np.apply_along_axis",
}


def functions(place):
    """Compile the functions above as if they were in the file `place`."""
    names = {"__builtins__": dict(vars(__import__("builtins")))}
    exec(compile(CODE, place, "exec"), names)
    return names


def slope(name):
    """Return the number of iterations for each additional row."""
    function, totals = functions("student.py")[name], []
    for n in (200, 400):
        with count_iterations(FILES) as counts:
            function(n)
        totals.append(counts.total())
    return (totals[1] - totals[0]) / 200


def elements(name, n):
    """Return the number of elements by name of the function in C."""
    names = functions("student.py")
    with count_c_loops(FILES, [names["__builtins__"], names]) as counts:
        names[name](n)
    return {found: count for (found, _file, _line), count in counts.items()}


def test_vectorized_code_does_not_grow():
    """The number of iterations of code without a loop does not depend on the number of rows."""
    assert slope("flat") == 0


def test_chunks_grow_slowly():
    """Chunks of 64 rows have one iteration in 64 rows."""
    assert 0 < slope("chunks") < 1 / 32


@pytest.mark.parametrize("name", LOOPS)
def test_a_loop_has_one_iteration_for_each_row(name):
    """Every way to write a loop over the rows counts one iteration a row."""
    assert slope(name) == 1


def test_a_generator_is_resumed_for_each_row():
    """A generator counts twice: it jumps back, and it is resumed."""
    assert slope("generated") == 2


def test_two_loops_multiply():
    """An inner loop multiplies the iterations."""
    assert slope("nested") == 6


def test_the_busiest_line_is_the_inner_loops():
    """Most iterations fall on the line of the innermost loop."""
    with count_iterations(FILES) as counts:
        functions("student.py")["nested"](100)
    file, line = counts.busiest()
    assert file == "student.py"
    assert CODE.splitlines()[line - 1].strip() == "for j in range(5):"


def test_no_iterations_have_no_line():
    """Without iterations, `busiest` returns no file and no line."""
    assert Iterations().busiest() == ("", 0)
    assert Iterations().total() == 0


def test_other_files_are_not_counted():
    """Loops in other files do not count, even if the student's code calls them."""
    other = functions("helper.py")["for_loop"]
    by_other = functions("student.py")["by_other"]
    totals = []
    for n in (10, 1_000):
        with count_iterations(FILES) as counts:
            by_other(n, other)
        totals.append(counts.total())
    assert totals[0] == totals[1] == 1


def test_the_students_functions_count_wherever_they_are_called_from():
    """A student's function that NumPy calls for each row counts each time."""
    function = functions("student.py")["flat"]
    with count_iterations(FILES) as counts:
        np.apply_along_axis(lambda row: function(2), 1, np.zeros((50, 1)))
    assert counts.total() == 50


def test_counting_ends_with_the_block():
    """After the block nothing is counted and an earlier tracer works again, even after an exception."""
    before = sys.gettrace(), sys.getprofile()
    names = functions("student.py")
    with contextlib.suppress(ValueError), count_iterations(FILES) as counts:
        names["raises"](3)
    seen = counts.total()
    names["for_loop"](10)
    assert counts.total() == seen
    assert counts.intact
    assert (sys.gettrace(), sys.getprofile()) == before


def test_what_switches_the_counter_off_is_noticed():
    """A block that ends without the tracer is not intact."""
    with count_iterations(FILES) as counts:
        if hasattr(sys, "monitoring"):
            sys.monitoring.set_events(0, 0)
        else:
            sys.settrace(None)
    assert not counts.intact


@pytest.mark.parametrize("name", IN_C)
def test_a_loop_in_c_counts_its_elements(name):
    """Each function that loops in C counts about one element a row, under its own name, however it was reached."""
    assert slope(name) == 0
    assert elements(name, 300).keys() == {IN_C[name]}
    assert 299 <= elements(name, 300)[IN_C[name]] <= 301


def test_what_goes_over_something_short_has_few_elements():
    """`map` over a shape and `reduce` over two arrays count one and two elements, for any number of rows."""
    assert elements("over_the_shape", 300) == {"map": 1, "functools.reduce": 2}


def test_tolist_counts_the_numbers_that_become_a_list():
    """`tolist` counts the size of its array, at the student's line."""
    with count_iterations(FILES) as counts:
        functions("student.py")["listed"](30)
    [((file, line), size)] = counts.lists.items()
    assert (file, size) == ("student.py", 30)
    assert "tolist" in CODE.splitlines()[line - 1]


def test_the_original_functions_come_back():
    """After the block every name has its original again, also in the student's modules."""
    names = functions("student.py")
    before = dict(names), dict(names["__builtins__"]), np.vectorize, names["root"].pyfunc
    with contextlib.suppress(ValueError), count_c_loops(FILES, [names["__builtins__"], names]):
        assert names["renamed"] is not map
        raise ValueError
    assert (names, names["__builtins__"], np.vectorize, names["root"].pyfunc) == before


def test_a_counting_iterator_keeps_its_type():
    """Code that checks `isinstance(x, map)` works as before while elements are counted."""
    names = functions("student.py")
    exec("def typed(n): return isinstance(map(abs, [1]), map)", names)
    with count_c_loops(FILES, [names["__builtins__"], names]):
        assert names["typed"](1)
