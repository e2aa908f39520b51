"""An exception inside NumPy comes with the shapes that met in the student's line."""

import linecache

import numpy as np
import pytest

from autograder.runtime.shapes import MOST_SHAPES, met

FILE = "student.py"


def raised(source, *args):
    """What is found out about the exception that a student's function `f` raises."""
    linecache.cache[FILE] = (len(source), None, source.splitlines(keepends=True), FILE)
    names = {"np": np}
    exec(compile(source, FILE, "exec"), names)
    with pytest.raises((ValueError, AttributeError, IndexError)) as found:
        names["f"](*args)
    return met(found.value, frozenset({FILE}))


def test_the_operation_and_its_shapes_are_found():
    """Of a longer line only the part that failed is quoted, and only its arrays are named."""
    source = "def f(W, X, y):\n    return np.sum(y) + W @ X\n"
    assert raised(source, np.ones((3, 12)), np.ones((5, 12)), np.ones(2)) == {
        "expression": "W @ X",
        "shapes": [["W", [3, 12]], ["X", [5, 12]]],
    }


def test_attributes_of_an_object_are_looked_up():
    """`self.W` is an array like any other."""
    source = "class A:\n    pass\n\ndef f(X):\n    self = A()\n    self.W = np.ones((3, 2))\n    return X.dot(self.W)\n"
    found = raised(source, np.ones((4, 5)))
    assert found["shapes"] == [["self.W", [3, 2]]] or found["shapes"] == [["X", [4, 5]], ["self.W", [3, 2]]]


def test_no_student_code_runs():
    """A property, a subclass and a descriptor are left alone, however they are named."""
    source = """
CALLS = []

class Sly(np.ndarray):
    @property
    def shape(self):
        CALLS.append("shape")
        return (1,)

class A:
    @property
    def W(self):
        CALLS.append("W")
        return np.ones(3)

    def __getattr__(self, name):
        CALLS.append(name)
        return np.ones(3)

    def __getattribute__(self, name):
        CALLS.append(name)
        return object.__getattribute__(self, name)

def f(X, calls):
    a, sly = A(), np.ones(3).view(Sly)
    calls.append(CALLS)
    CALLS.clear()
    raise ValueError((X, "a.W", "a.other", "sly"))
"""
    calls = []
    found = raised(source, np.ones((2, 2)), calls)
    assert found["shapes"] == [["X", [2, 2]]]
    assert calls == [[]]


def test_the_namespace_of_a_class_is_left_alone():
    """The body of a class may be run in a mapping of the student's own, which is not asked."""
    source = """
ASKED = []

class Names(dict):
    def get(self, *args):
        ASKED.append(args)

class Meta(type):
    @classmethod
    def __prepare__(cls, name, bases):
        return Names()

def f(W, X, asked):
    asked.append(ASKED)
    global V
    V = X
    class Model(metaclass=Meta):
        scores = np.ones((3, 12)) @ V
"""
    asked = []
    found = raised(source, np.ones((3, 12)), np.ones((5, 12)), asked)
    assert found["shapes"] == [["V", [5, 12]]]
    assert asked == [[]]


def test_a_line_over_several_lines_is_not_quoted():
    """The expression is left out; the names of the first line remain."""
    found = raised("def f(W, X):\n    return (W @\n            X)\n", np.ones((3, 12)), np.ones((5, 12)))
    assert found["expression"] == ""


@pytest.mark.parametrize("source", ["def f(x):\n    return x.nothing\n", "def f(x):\n    return [][3]\n"])
def test_other_exceptions_say_nothing(source):
    """Without an array in the line, or for another kind of exception, there is nothing to add."""
    assert raised(source, np.ones(3)) == {}


def test_few_arrays_are_named():
    """A line with many arrays names the first ones."""
    names = [f"a{n}" for n in range(9)]
    source = f"def f({', '.join(names)}):\n    return np.concatenate([{', '.join(names)}])\n"
    found = raised(source, *(np.ones((n + 1,) * (n + 1)) for n in range(9)))
    assert len(found["shapes"]) == MOST_SHAPES
