"""Slopes measured with ever smaller steps, and what they say of a formula."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.errors import GraderError
from autograder.i18n import speaking
from autograder.testing import sweep
from autograder.testing.gradients import STEPS

PROPERTY = settings(max_examples=60, deadline=None, derandomize=True, database=None)


def problem(seed):
    """A softmax loss with regularization, its gradient from calculus, and where."""
    rng = np.random.default_rng(seed)
    X, y = rng.normal(size=(12, 5)), rng.integers(3, size=12)
    W, reg = rng.normal(size=(5, 3)), rng.uniform(0.1, 3)

    def loss(V):
        scores = X @ V
        return np.mean(np.log(np.exp(scores).sum(axis=1)) - scores[np.arange(12), y]) + reg * np.sum(V * V)

    p = np.exp(X @ W)
    p /= p.sum(axis=1, keepdims=True)
    p[np.arange(12), y] -= 1
    return loss, X.T @ p / 12, 2 * reg * W, W


def verdict(*args):
    """The verdict in English."""
    return sweep(*args).verdict.en


@PROPERTY
@given(st.integers(0, 10_000))
def test_a_right_formula_is_called_right(seed):
    """Some step brings the error down; with the shortest rounding takes over."""
    loss, data, reg, W = problem(seed)
    found = sweep(loss, data + reg, W)
    assert found.cause == "right"
    assert min(found.errors) < 1e-7 < found.errors[-1]
    assert "with a shorter step rounding takes over" in found.verdict.en


@PROPERTY
@given(st.integers(0, 10_000), st.sampled_from([(-1, 1), (1, 0.5), (12, 1), (0, 0), (1.001, 1)]))
def test_a_wrong_formula_is_called_wrong(seed, factors):
    """No step brings the error down, and the measured slopes agree with one another."""
    loss, data, reg, W = problem(seed)
    found = sweep(loss, factors[0] * data + factors[1] * reg, W)
    assert found.cause == "wrong"
    assert "the formula is wrong" in found.verdict.en


@PROPERTY
@given(st.integers(0, 10_000))
def test_a_kink_nearby_makes_no_formula_wrong(seed):
    """Away from its kinks |x| has the gradient sign(x), however near they are."""
    x = np.random.default_rng(seed).uniform(1e-3, 2, size=8)
    found = sweep(lambda v: np.abs(v).sum(), np.ones(8), x)
    assert found.cause == "right"
    assert "truncation" not in found.verdict.en


def test_a_long_step_over_a_kink_is_told():
    """With a step of 0.1 the kink at 0 lies within, with one of 0.01 it does not."""
    text = verdict(lambda v: np.abs(v).sum(), np.ones(3), np.full(3, 0.02))
    assert "a longer step reaches over a kink" in text


def test_a_long_step_of_a_smooth_function_is_truncation():
    """The error of exp grows with the square of the step."""
    x = np.linspace(0, 1, 5)
    assert "with a longer step truncation takes over" in verdict(lambda v: np.exp(v).sum(), np.exp(x), x)


@pytest.mark.parametrize("claimed", [0.0, 0.5, 1.0])
def test_on_a_kink_no_gradient_is_right(claimed):
    """At 0 the slopes of max(x, 0) to both sides are 0 and 1."""
    found = sweep(lambda v: np.maximum(v, 0).sum(), np.full(4, claimed), np.zeros(4))
    assert found.cause == "kink"
    assert "x lies on a kink" in found.verdict.en


def test_noise_says_nothing():
    """A function that is another with every call has no slope that settles."""
    rng = np.random.default_rng(0)
    assert sweep(lambda v: rng.normal(), np.ones(4), np.ones(4)).cause == "unclear"


def test_a_function_of_large_values_is_measured_all_the_same():
    """An offset of a million costs digits, but makes neither a kink nor a wrong formula of it."""
    x = np.linspace(1, 2, 4)
    assert sweep(lambda v: 1e6 + np.sum(v**2), 2 * x, x).cause == "right"


def test_a_constant_has_the_gradient_zero():
    """And no other."""
    assert sweep(lambda v: 3.0, np.zeros(3), np.ones(3)).cause == "right"
    assert sweep(lambda v: 3.0, np.ones(3), np.ones(3)).cause == "wrong"


def test_every_step_has_its_error():
    """In the order in which the steps were given."""
    loss, data, reg, W = problem(0)
    found = sweep(loss, data + reg, W, [1e-5, 1e-1, 1e-9])
    assert found.steps == (1e-5, 1e-1, 1e-9)
    assert found.errors[0] == min(found.errors)
    assert len(sweep(loss, data, W).errors) == len(STEPS)


def test_x_is_left_alone():
    """A function that writes into its argument spoils nothing."""

    def spoil(v):
        v *= 2
        return v.sum()

    x = np.ones(3)
    assert sweep(spoil, np.full(3, 2.0), x).cause == "right"
    assert (x == 1).all()


def test_a_function_without_a_number_is_the_tests_mistake():
    """As everywhere."""
    with pytest.raises(GraderError, match="one finite number"):
        sweep(lambda v: np.nan, np.ones(2), np.ones(2))


def test_the_verdict_is_said_in_both_languages():
    """Each text is rendered once in each."""
    found = sweep(lambda v: np.sum(v), np.zeros(2), np.ones(2))
    with speaking("ko"):
        assert str(found.verdict) == found.verdict.ko
    assert found.verdict.ko != found.verdict.en
