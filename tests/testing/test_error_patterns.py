"""In which way wrong numbers are like the right ones, and that nothing else is ever said."""

import re

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from autograder.errors import Failed
from autograder.i18n import speaking
from autograder.testing import GradientParts, Text, assert_gradient
from autograder.testing.error_patterns import likeness

RTOL, ATOL = 1e-6, 1e-8
DATA, REG = Text("data part", "데이터 부분"), Text("regularization part", "정규화 부분")
PROPERTY = settings(max_examples=150, deadline=None, derandomize=True, database=None)

numbers = st.floats(-8, 8).map(lambda x: round(x, 3))
matrices = hnp.arrays(np.float64, hnp.array_shapes(min_dims=2, max_dims=2, min_side=2, max_side=5), elements=numbers)


def said(found, wanted, **known):
    """The lines, in English."""
    with speaking("en"):
        lines = likeness(found, wanted, RTOL, ATOL, GradientParts(**known) if known else None).lines
        return [str(line).strip() for line in lines]


@pytest.fixture(name="wanted")
def right():
    """A gradient of 4 features and 3 classes."""
    return np.random.default_rng(3).normal(size=(4, 3))


@pytest.mark.parametrize(
    ("factor", "words"),
    [
        (-1, "-1 times"),
        (2, "2 times"),
        (1.5, "3/2 times"),
        (1 / 3, "1/3 times"),
        (5, "N times the expected one (N = 5)"),
        (-1 / 5, "-1 / N times the expected one (N = 5)"),
        (10, "2 * N times the expected one (N = 5)"),
        (0.7391234, "0.7391 times"),
    ],
)
def test_a_factor_is_named(wanted, factor, words):
    """A sign, a small fraction, a count of the test, or else the number itself."""
    (line,) = said(factor * wanted, wanted, counts={"N": 5})
    assert line.startswith(f"every value is {words}")


def test_zeros_are_said_to_be_zeros(wanted):
    """0 times the right one would be true, and no help."""
    assert said(np.zeros_like(wanted), wanted) == ["every value is 0"]


def test_a_transpose_is_named(wanted):
    """A square one by its values, any other by its shape alone."""
    square = wanted[:3]
    assert said(square.T, square) == ["it is the transpose of the expected one (.T)"]
    with pytest.raises(Failed) as caught:
        assert_gradient(wanted.T, wanted, "dW")
    with speaking("en"):
        assert str(caught.value.explanation).splitlines()[-1] == "  rows and columns are swapped (.T)"


def test_the_one_class_that_differs_is_named(wanted):
    """A column, by its index and what it stands for, and how it differs."""
    found = wanted.copy()
    found[:, 2] *= -1
    assert said(found, wanted, columns=Text("class", "클래스")) == [
        "all that differs is in [:, 2] (class 2)",
        "there every value is -1 times the expected one",
    ]


def test_the_row_that_differs_is_named_with_the_part_that_it_lacks(wanted):
    """A bias that was left out of the regularization, say."""
    reg = np.ones((4, 5)) * np.arange(1, 6)
    data = np.random.default_rng(4).normal(size=(4, 5))
    found = data + reg
    found[3] -= reg[3]
    assert said(found, data + reg, parts=((DATA, data), (REG, reg))) == [
        "all that differs is in [3, :]",
        "data part: agrees",
        "regularization part: missing",
    ]


@pytest.mark.parametrize(
    ("a", "b", "lines"),
    [
        (1, 0.5, ["data part: agrees", "regularization part: 1/2 times the expected one"]),
        (1, 0, ["data part: agrees", "regularization part: missing"]),
        (1, -1, ["data part: agrees", "regularization part: -1 times the expected one"]),
        (6, 1, ["data part: N times the expected one (N = 6)", "regularization part: agrees"]),
        (-1, 0.5, ["data part: -1 times the expected one", "regularization part: 1/2 times the expected one"]),
    ],
)
def test_the_part_that_is_off_is_named(wanted, a, b, lines):
    """The data and the regularization, each by its factor."""
    reg = np.random.default_rng(5).normal(size=wanted.shape)
    assert said(a * wanted + b * reg, wanted + reg, parts=((DATA, wanted), (REG, reg)), counts={"N": 6}) == lines


def test_parts_that_do_not_add_up_are_not_spoken_of(wanted):
    """An author's slip makes no false word."""
    reg = np.random.default_rng(5).normal(size=wanted.shape)
    assert said(wanted + reg / 2, wanted + reg, parts=((DATA, wanted), (REG, 3 * reg))) == []


def test_values_that_are_nearly_right_get_no_guess():
    """Right to five digits means something small: its line replaces the slip, for a number as for an array."""
    for wanted in (np.float64(4.85), np.array([4.85, 2.0])):
        assert said(wanted * (1 + 5e-6), wanted)[0].startswith("right to about 5 digits")
        assert likeness(wanted * (1 + 5e-6), wanted, RTOL, ATOL).explains
    assert said(np.float64(4.86), np.float64(4.85)) == []


def test_rows_and_columns_that_repeat_one_value_are_named():
    """Rows or columns in which all values are equal are said to be so, where the expected ones are not."""
    wanted, rows = np.array([[1.0, 2.0], [4.0, 3.0], [0.5, 6.0]]), np.array([[5.0, 5.0], [7.0, 7.0], [1.5, 1.5]])
    assert said(rows, wanted) == ["in each row all values are the same, in the expected one they are not"]
    assert said(rows.T, wanted.T) == ["in each column all values are the same, in the expected one they are not"]
    assert said(rows, 3 * rows + np.array([[0.0, 0.0], [1.0, 1.0], [0.0, 0.0]])) == []


def test_nothing_is_said_of_what_is_right_or_not_finite(wanted):
    """Right numbers, NaN, infinities, other shapes, and right ones of nothing but zeros."""
    spoilt = wanted.copy()
    spoilt[0, 0] = np.nan
    for found, expected in [
        (wanted, wanted),
        (spoilt, wanted),
        (np.full_like(wanted, np.inf), wanted),
        (wanted.T, wanted),
        (wanted, np.zeros_like(wanted)),
        (np.float64(2), np.float64(1)),
        (np.zeros((0, 3)), np.zeros((0, 3))),
    ]:
        assert said(found, expected) == []


def holds(line, found, wanted, parts):
    """Whether a line is true, by a reading of its words that shares nothing with the code that wrote them."""
    loose = {"rtol": 2e-6, "atol": 2e-7}
    if place := re.fullmatch(r"all that differs is in \[(.+), (.+)\]", line):
        rows, columns = (slice(None) if one == ":" else np.array(eval(one)) for one in place.groups())
        same = found.copy()
        same[rows, columns] = wanted[rows, columns]
        return np.allclose(same, wanted, **loose)
    if line == "every value is 0":
        return not found.any()
    if line.startswith("it is the transpose"):
        return np.allclose(found.T, wanted, **loose)
    if factor := re.fullmatch(r"every value is (\S+) times the expected one", line):
        value = eval(factor[1])
        return np.allclose(found, value * wanted, rtol=2e-3 if "." in factor[1] else 2e-6, atol=1e-6)
    return None


@PROPERTY
@given(matrices, st.data())
def test_no_line_is_false(wanted, data):
    """Whatever came, each line that can be checked on the whole array is true."""
    found = data.draw(
        st.one_of(
            hnp.arrays(np.float64, wanted.shape, elements=numbers),
            st.sampled_from([-1, 2, 0.5, 3, 0]).map(lambda c: c * wanted),
            st.integers(0, wanted.shape[1] - 1).map(
                lambda j: np.where(np.arange(wanted.shape[1]) == j, -1, 1) * wanted
            ),
            hnp.arrays(np.float64, wanted.shape, elements=st.sampled_from([0.0, 1e-7, 1.0])).map(lambda e: wanted + e),
        )
    )
    for line in said(found, wanted):
        assert holds(line, found, wanted, ()) is not False, line


@PROPERTY
@given(matrices, st.sampled_from([-1, 0, 0.5, 2, 3, 0.25]), st.sampled_from([-1, 0, 0.5, 2, 1, 0.25]))
def test_parts_are_told_by_the_factors_that_they_have(reg, a, b):
    """The factors of two distinct parts are recovered exactly, or the message names none."""
    data = np.random.default_rng(1).normal(size=reg.shape)
    assume((a, b) != (1, 1))
    lines = said(a * data + b * reg, data + reg, parts=((DATA, data), (REG, reg)))
    for name, factor in (("data part", a), ("regularization part", b)):
        for line in lines:
            if line.startswith(name):
                told = line.removeprefix(f"{name}: ").removesuffix(" times the expected one")
                assert {"agrees": 1.0, "missing": 0.0}.get(told) == factor or eval(told) == factor


@PROPERTY
@given(hnp.arrays(np.float64, (3, 4), elements=st.floats()), hnp.arrays(np.float64, (3, 4), elements=st.floats()))
def test_any_two_arrays_can_be_compared(found, wanted):
    """No pair of arrays raises, or warns."""
    likeness(found, wanted, RTOL, ATOL, GradientParts(((DATA, found), (REG, wanted)), {"N": 4}))


def test_both_languages_say_as_many_lines(wanted):
    """Each text exists in Korean too."""
    reg = np.random.default_rng(5).normal(size=wanted.shape)
    anatomy = GradientParts(((DATA, wanted), (REG, reg)), {"N": 6}, Text("class", "클래스"))
    for found in (6 * (wanted + reg), wanted + reg / 2):
        lines = {}
        for name in ("en", "ko"):
            with speaking(name):
                lines[name] = [str(line) for line in likeness(found, wanted + reg, RTOL, ATOL, anatomy).lines]
        assert len(lines["en"]) == len(lines["ko"]) > 0
        assert lines["en"] != lines["ko"]
