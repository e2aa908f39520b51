"""Comparing values with an oracle's, and the words for where they differ."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from autograder.errors import Failed, GraderError
from autograder.i18n import speaking
from autograder.testing import (
    Observation,
    Text,
    assert_close,
    assert_equal,
    assert_gradient,
    assert_true,
    assert_unmodified,
)
from autograder.testing.compare import GRADIENT
from autograder.testing.tolerances import TOLERANCES

SLIP = Text("Is the root taken?", "제곱근을 취했나요?")
COMPARE = [assert_close, assert_equal, assert_gradient]


def told(compare, *args, **kwargs):
    """The words of the failure."""
    with pytest.raises(Failed) as caught:
        compare(*args, **kwargs)
    return str(caught.value.explanation)


@pytest.mark.parametrize("compare", COMPARE)
def test_equal_values_pass(compare):
    """What is equal is equal, infinities included."""
    compare(np.array([1.0, np.inf, -np.inf]), np.array([1.0, np.inf, -np.inf]), "x")
    compare(np.zeros((0, 3)), np.zeros((0, 3)), "x")
    compare(3, 3, "x")


@pytest.mark.parametrize("compare", COMPARE)
@pytest.mark.parametrize(
    ("found", "wanted"),
    [
        (np.nan, 1.0),
        (1.0, np.nan),
        (np.nan, np.nan),
        (np.inf, 1.0),
        (1.0, np.inf),
        (np.inf, -np.inf),
        (-np.inf, np.inf),
        (np.inf, np.nan),
        (1e308, -1e308),
        (complex(1, np.nan), complex(1, np.nan)),
    ],
)
def test_nan_and_other_infinities_never_agree(compare, found, wanted):
    """NaN differs from everything, itself included, and an infinity from everything but itself."""
    told(compare, np.array([found]), np.array([wanted]), "x")
    told(compare, found, wanted, "x")


@pytest.mark.parametrize("compare", COMPARE)
@pytest.mark.parametrize("shape", [(3, 1), (1, 3), (1,), (), (3, 3), (4,), (0,)])
def test_nothing_broadcasts(compare, shape):
    """Another shape is another value, even where NumPy would stretch it."""
    assert "has the wrong shape" in told(compare, np.ones(shape), np.ones(3), "x")


@pytest.mark.parametrize("compare", COMPARE)
@pytest.mark.parametrize("value", [None, "text", [[1], [1, 2]], {"a": 1}, [None, None]])
def test_unchecked_rubbish_is_a_failure(compare, value):
    """An unchecked value that is no array of numbers is the student's failure, not an exception of ours."""
    told(compare, value, np.ones(2), "x")


@pytest.mark.parametrize("compare", COMPARE)
def test_an_expected_value_that_is_no_number_is_our_fault(compare):
    """An oracle that gives texts is the test's mistake."""
    with pytest.raises(GraderError, match="x: the expected value is not an array of numbers"):
        compare(np.ones(1), np.array(["a"]), "x")


@pytest.mark.parametrize(
    ("found", "wanted", "table"),
    [
        (np.float64, np.float64, "float64"),
        (np.float32, np.float64, "float32"),
        (np.float64, np.float32, "float32"),
        (np.float16, np.float64, "float32"),
        (np.int64, np.float64, "float64"),
        (np.uint8, np.int64, "float64"),
    ],
)
def test_the_tolerance_is_that_of_the_coarser_dtype(found, wanted, table):
    """float32 on either side is compared as float32; anything else as float64."""
    rtol, atol = TOLERANCES[table]
    expected = np.array([100.0]).astype(wanted)
    off = 100.0 * rtol + atol
    if np.dtype(found).kind == "f" and np.dtype(found).itemsize > 2:
        assert_close((np.array([100.0]) + 0.8 * off).astype(found), expected, "x")
        told(assert_close, (np.array([100.0]) + 1.5 * off).astype(found), expected, "x")
    else:
        assert_close(np.array([100]).astype(found), expected, "x")
        told(assert_close, np.array([101]).astype(found), expected, "x")


def test_the_tables_are_those_that_were_promised():
    """Tolerances are what the documents say."""
    assert TOLERANCES == {"float64": (1e-7, 1e-9), "float32": (1e-4, 1e-5)}
    assert GRADIENT == (1e-6, 1e-8)


def test_gradients_have_a_tolerance_of_their_own():
    """A gradient may be off by a millionth, a value may not."""
    assert_gradient(np.array([1 + 5e-7]), np.ones(1), "dW")
    told(assert_close, np.array([1 + 5e-7]), np.ones(1), "dW")
    told(assert_gradient, np.array([1 + 5e-6]), np.ones(1), "dW")
    assert_gradient(np.array([1 + 5e-5], np.float32), np.ones(1), "dW")


def test_unsigned_differences_do_not_wrap():
    """Unsigned bytes that are too small differ, and the message states their true error."""
    text = told(assert_close, np.array([3], np.uint8), np.array([5], np.uint8), "x")
    assert "largest error 2, relative 0.4" in text


@settings(max_examples=60, deadline=None, derandomize=True, database=None)
@given(
    hnp.arrays(np.float64, (3,), elements=st.floats(width=64)),
    hnp.arrays(np.float64, (3,), elements=st.floats(width=64)),
)
def test_any_two_arrays_agree_as_numpy_says(found, wanted):
    """`assert_close` fails exactly where `numpy.isclose` does, and its words can always be rendered."""
    with np.errstate(all="ignore"):
        close = np.isclose(found, wanted, rtol=1e-7, atol=1e-9).all()
    if close:
        assert_close(found, wanted, "x")
    else:
        assert told(assert_close, found, wanted, "x").startswith("x: ")


GOLDEN = [
    (
        (np.array([1.0, 2.0, 3.0]), np.array([1.0, 2.5, 3.0])),
        "x: 1 of 3 values differ.\n  x[1] is 2, expected 2.5\n  largest error 0.5, relative 0.2",
        "x: 값 3개 중 1개가 달라요.",
    ),
    (
        (np.array([[np.nan, 0.0], [1.0, np.nan]]), np.zeros((2, 2))),
        "x: 3 of 4 values differ.\n  2 of them are NaN\n  x[0, 0] is nan, expected 0\n  x[1, 0] is 1, expected 0\n"
        "  x[1, 1] is nan, expected 0\n  largest error 1, relative inf",
        "NaN",
    ),
    (
        (np.arange(6.0), np.zeros(6)),
        "x: 5 of 6 values differ.\n  x[1] is 1, expected 0\n  x[2] is 2, expected 0\n  x[3] is 3, expected 0\n"
        "  x[4] is 4, expected 0\n  …\n  largest error 5, relative inf",
        "…",
    ),
    ((np.float64(1.0), 1.23456789), "x is 1, expected 1.2345679.", "1.2345679"),
    (
        (np.array([np.nan]), np.ones(1)),
        "x: 1 of 1 values differ.\n  1 of them are NaN\n  x[0] is nan, expected 1",
        "NaN",
    ),
    (
        (np.ones((2, 3)), np.ones((3, 2))),
        "x has the wrong shape.\n  expected (3, 2)\n  got      (2, 3)\n  rows and columns are swapped (.T)",
        "(3, 2)",
    ),
]


@pytest.mark.parametrize(("values", "english", "korean"), GOLDEN)
def test_differences_are_told_in_numpys_order(values, english, korean):
    """Shape, then how many differ, NaN, the first places, the largest errors; last the likely slip, about values."""
    with pytest.raises(Failed) as caught:
        assert_close(*values, "x", slip=SLIP)
    about_values = "shape" not in english
    with speaking("en"):
        assert str(caught.value.explanation) == english + about_values * "\nIs the root taken?"
        assert str(caught.value.without_slip) == english
    with speaking("ko"):
        assert korean in str(caught.value.explanation)
        assert str(caught.value.explanation).endswith("\n제곱근을 취했나요?") == about_values


def test_a_pattern_that_explains_every_value_replaces_the_slip():
    """Where every value is a multiple of the right one, the test's guess is left out; of a few values it stays."""
    wanted = np.array([[1.0, 5.0], [2.0, 7.0], [3.0, 1.0]])
    assert told(assert_close, 3 * wanted, wanted, "x", slip=SLIP).endswith("every value is 3 times the expected one")
    few = np.vstack([wanted[:1] + 0.5, wanted[1:]])
    assert told(assert_close, few, wanted, "x", slip=SLIP).endswith("Is the root taken?")


def test_integers_are_told_as_integers():
    """Labels are shown without a point."""
    assert "x[1] is 3, expected 2" in told(assert_equal, np.array([1, 3]), np.array([1, 2]), "x")


def test_a_brief_holds_no_value():
    """What a student reads of a hidden test names the kind of difference alone."""
    for values, brief in [
        ((np.array([1.0, 7.0]), np.ones(2)), "The result has wrong values."),
        ((np.array([1.0, np.nan]), np.ones(2)), "The result contains NaN."),
        ((np.ones(3), np.ones(2)), "The result has the wrong shape."),
    ]:
        with pytest.raises(Failed) as caught:
            assert_close(*values, "x", slip=SLIP)
        assert str(caught.value.brief) == brief


def test_properties_are_said_in_words():
    """`assert_true` tells the claim and the slip, in the language in force."""
    claim = Text("the loss at W = 0 is log C", "W = 0이면 손실은 log C이다")
    assert_true(np.True_, claim)
    assert told(assert_true, False, claim, SLIP) == "This should hold: the loss at W = 0 is log C\nIs the root taken?"
    with pytest.raises(Failed) as caught, speaking("ko"):
        assert_true(False, claim, SLIP)
    with speaking("ko"):
        assert "W = 0이면 손실은 log C이다\n제곱근을 취했나요?" in str(caught.value.explanation)


def test_changed_arguments_are_named():
    """`assert_unmodified` names what was changed, and how not to."""
    assert_unmodified(Observation(None, ()))
    text = told(assert_unmodified, Observation(None, ("argument 1", "y")))
    assert text.startswith("The call changed its input (argument 1, y). `x -= m` and `x[i] = ...` write into")


def test_whole_numbers_that_are_as_far_apart_as_can_be_differ():
    """The difference of two int64 that overflows is no agreement."""
    told(assert_close, np.array([-(2**63)]), np.array([0]), "x")
    told(assert_close, np.array([2**62]), np.array([-(2**62)]), "x")
