"""Code given to students that answers a question is found by its return values; other code is not reported."""

import pytest

from autograder.authoring.build import build
from autograder.i18n import speaking
from autograder.validation.paste_check.judge import judge_pasted
from autograder.validation.paste_check.pieces import pasteable
from autograder.validation.paste_check.values import selections
from tests.needs import needs
from tests.toy_course import make_course, put

TOML = """
schema = 1
languages = ["en", "ko"]
id = "a1_toy"
title = { en = "Toys", ko = "장난감" }

[[question]]
id = "squares"
title = { en = "Squares", ko = "제곱" }
file = "toys.py"
function = "squares"
points = 3
hints = [ { en = "Multiply.", ko = "곱하세요." } ]

[[question]]
id = "scores"
title = { en = "Scores", ko = "점수" }
file = "toys.py"
function = "Model.scores"
points = 3
hints = [ { en = "Multiply.", ko = "곱하세요." } ]

[[question]]
id = "backward"
title = { en = "Backward", ko = "역방향" }
file = "toys.py"
function = "backward"
points = 3
hints = [ { en = "Multiply.", ko = "곱하세요." } ]
"""

TOYS = '''
"""Toys."""


def squares(x):
    """The sum of the squares, and twice x."""
    # BEGIN SOLUTION
    return (x * x).sum(), x + x
    # END SOLUTION


class Model:
    """Linear scores."""

    def __init__(self, W):
        """Keep the weights."""
        self.W = W

    def scores(self, X):
        """The scores."""
        # BEGIN SOLUTION
        return X @ self.W
        # END SOLUTION


def backward(dout, cache):
    """The gradient of a product."""
    # BEGIN SOLUTION
    x, scale = cache
    return dout * x * scale
    # END SOLUTION
'''

TESTS = '''
"""Tests of toys.py."""

import pytest

from autograder.testing import array, scalar


@pytest.mark.parametrize("size", [2, 3, 4])
@pytest.mark.question("squares", ko="제곱")
def test_squares_{kind}(submission, rng, size):
    """The sum of the squares has its value."""
    submission.toys.squares.call(rng.normal(size=size), returns=(scalar("sum"), array("twice")))


@pytest.mark.parametrize("size", [2, 3, 4])
@pytest.mark.question("scores", ko="점수")
def test_scores_{kind}(submission, rng, size):
    """The scores have their values."""
    model = submission.toys.Model.new(rng.normal(size=(size, 2)))
    model.call("scores", rng.normal(size=(3, size)), returns=array("scores", shape=(3, 2)))


@pytest.mark.parametrize("size", [2, 3, 4])
@pytest.mark.question("backward", ko="역방향")
def test_backward_{kind}(submission, rng, size):
    """The gradient has its values."""
    cache = (rng.normal(size=size), 0.3)
    submission.toys.backward.call(rng.normal(size=size), cache, returns=array("dx"))
'''

ORACLES = '''
"""Oracles."""

import time
from math import fsum

import numpy as np
from scipy import ndimage

from autograder.testing import Text, array, assert_true

SLIP = Text("Is it squared?", "제곱했나요?")


def sum_of_squares(x):
    """Plain Python."""
    assert_true(len(x) > 0, SLIP)
    return fsum(number**2 for number in x.tolist())


def sum_by_scipy(x):
    """SciPy does the essential work."""
    return float(ndimage.sum_labels(x * x))


def product(X: array, weights=SLIP):
    """Row by row."""
    return [[fsum(a * b for a, b in zip(row, column)) for column in weights.T] for row in X]


def stand_in(submission):
    """Let backward be right."""

    def gradient(dout, x, scale):
        return np.multiply(dout, x) * scale

    submission.stand_in("toys.backward", lambda dout, cache: gradient(dout, *cache))


def hangs(x):
    """Never returns."""
    while True:
        pass


def sleeps(x):
    """Does not return in time."""
    time.sleep(1000)


def ends(x):
    """Ends its process."""
    import os

    os._exit(0)


def grows(x):
    """Takes all memory that it gets."""
    return np.ones(1 << 40)


def raises(x):
    """Raises what few expect."""
    raise KeyboardInterrupt


def same(x):
    """The argument."""
    return x


def constant(x):
    """A constant."""
    return 0.3


def slope(function, x):
    """Half the difference of a function of x, which nobody has."""
    return function(x)


def steps(function, x):
    """The slope of a function along each number, by a complex step; of the sum of squares it is 2 * x."""
    return np.array([function(x + 1e-30j * one).imag for one in np.eye(len(x))]) / 1e-30


def power(x):
    """The sum of the squares of complex numbers, too."""
    return np.dot(x, x)
'''


@pytest.fixture(scope="module")
def part(tmp_path_factory):
    """Return the part `pasted` for an assignment of three questions with all kinds of helpers."""
    needs("linux")
    course = make_course(tmp_path_factory.mktemp("pasted"))
    folder = course.root / "solutions/a1_toy"
    put(folder / "assignment.toml", TOML)
    put(folder / "toys.py", TOYS)
    for kind in ("public", "hidden"):
        suffix = "_hidden" if kind == "hidden" else ""
        put(folder / f"tests/{kind}/test_toys{suffix}.py", TESTS.replace("{kind}", kind))
    put(folder / "tests/public/toy_oracles.py", ORACLES)
    (folder / "lab.py").unlink()
    source = course.source("a1_toy")
    with speaking("en"):
        return judge_pasted(course, source, build(source))


def found(part, name):
    """Return question id -> problem about a function."""
    line = next(number for number, text in enumerate(ORACLES.lstrip("\n").splitlines(), 1) if f"def {name}(" in text)
    where = f"solutions/a1_toy/tests/public/toy_oracles.py:{line}"
    return [problem.found for problem in part.problems if problem.where == where]


@pytest.mark.slow
def test_a_helper_that_answers_a_question_is_named(part):
    """The problem has file, line, function, question, values and counts, even if the helper contains a check."""
    (text,) = found(part, "sum_of_squares")
    assert text == "`sum_of_squares` with x returns [0] of the result of squares on 18 of 18 calls."
    assert all("Use SciPy for the essential computation" in problem.cure for problem in part.problems)


@pytest.mark.slow
def test_a_helper_that_needs_scipy_is_none(part):
    """A helper that needs a forbidden import is not reported."""
    assert found(part, "sum_by_scipy") == []


@pytest.mark.slow
def test_a_method_is_answered_with_the_attributes_of_self(part):
    """Attributes of `self` are tried as arguments, despite annotations and defaults that only tests understand."""
    (text,) = found(part, "product")
    assert text.startswith("`product` with X, self.W returns the result of scores")


@pytest.mark.slow
def test_a_cache_is_unpacked_and_inner_functions_count(part):
    """Entries of a tuple are tried as arguments, and nested functions are tried too."""
    (text,) = found(part, "gradient")
    assert text.startswith("`gradient` with dout, cache[0], cache[1] returns the result of backward")


@pytest.mark.slow
@pytest.mark.parametrize("name", ["hangs", "sleeps", "ends", "grows", "raises"])
def test_a_helper_that_does_not_return_is_no_answer(part, name):
    """A piece that hangs or crashes is stopped, and the others are still tried."""
    assert found(part, name) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", ["same", "constant", "slope"])
def test_an_argument_and_a_constant_are_no_answers(part, name):
    """A constant, an argument, or a mere call of another answer is not reported."""
    assert found(part, name) == []


@pytest.mark.slow
def test_two_pieces_are_put_together(part):
    """A helper that takes a function is tried with a piece that agreed before."""
    (text,) = found(part, "steps")
    assert text.startswith("`steps` with lambda v: power(v), x returns [1] of the result of squares")


@pytest.mark.slow
def test_nothing_else_is_found(part):
    """The five problems above are all, and every question has enough calls."""
    assert len(part.problems) == 5
    assert part.remarks == ()


PASTEABLE = """
import pytest
from scipy import ndimage

from autograder.testing import Text, check

SLIP = Text("one",
            "two")
WORD = SLIP.en


@pytest.fixture
def made(x: Text, slip=SLIP):
    check(x, "한글", slip)
    return ndimage.mean(x)


class Spec(Text):
    at: Text = SLIP
"""


def test_what_only_tests_need_is_taken_away():
    """Each line stays where it is; what a function needs for its result stays in it."""
    assert pasteable(PASTEABLE, {"numpy"}) == (
        PASTEABLE.replace('Text("one",\n            "two")', "None\n")
        .replace("SLIP.en", "None")
        .replace("@pytest.fixture", "")
        .replace("x: Text", "x: None")
        .replace('check(x, "한글", slip)', "pass")
        .replace("Spec(Text)", "Spec(*())")
        .replace("at: Text = SLIP", "at = None")
    )


def test_values_are_chosen_by_name_first():
    """`self.W` is tried first for a parameter `W`; then the others follow, each choice once."""
    chosen = list(selections(["X", "self.W", "cache['b']"], ["W", "X"], 2, 50))
    assert chosen[0] == ("self.W", "X")
    assert len(chosen) == len(set(chosen)) == 6


def test_a_file_that_needs_the_engine_to_be_executed_is_named(course):
    """A file that cannot run without SciPy at its top level is reported as not checked."""
    needs("linux")
    put(course.root / "solutions/a1_toy/tests/public/more_oracles.py", "def f(x):\n    return x\n\n\nY = 1 / 0\n")
    source = course.source("a1_toy")
    with speaking("en"):
        part = judge_pasted(course, source, build(source))
    (problem,) = part.problems
    assert problem.where == "solutions/a1_toy/tests/public/more_oracles.py"
    assert "ZeroDivisionError: division by zero" in problem.found
