"""The gradients of a3_gradients, against oracles that its own tests do not use, and what its handout claims.

The complex step here goes through Python's cmath, one number at a time: nothing is shared with the tests of the
assignment.
"""

import cmath
import importlib.util
import math

import numpy as np
import pytest
from scipy.optimize import approx_fprime
from scipy.special import log_softmax, softmax

from autograder.datasets import load_digits
from tests.samples import ROOT

TINY = 1e-40
LOSSES = ["svm_loss_naive", "svm_loss_vectorized", "softmax_loss_naive", "softmax_loss_vectorized"]


def module(name):
    """A module of the assignment, by its path without `.py`."""
    path = ROOT / "solutions" / "a3_gradients" / f"{name}.py"
    spec = importlib.util.spec_from_file_location(f"a3_{path.stem}", path)
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


losses, numeric, oracles = module("losses"), module("numeric"), module("tests/public/a3_gradients_oracles")


def hinge(scores, own):
    """One example's hinge loss; the scores may be complex."""
    margins = [score - scores[own] + 1 for label, score in enumerate(scores) if label != own]
    return sum((margin for margin in margins if margin.real > 0), 0j)


def cross_entropy(scores, own):
    """One example's softmax loss; the scores may be complex."""
    top = max(score.real for score in scores)
    return cmath.log(sum(cmath.exp(score - top) for score in scores)) + top - scores[own]


def squares(scores, own):
    """One example's squared loss; the scores may be complex."""
    return sum((score - (label == own)) ** 2 for label, score in enumerate(scores))


def whole(W, X, y, reg, loss_one):
    """The full loss of a matrix given as a list of rows, in plain Python."""
    columns = list(zip(*W, strict=True))
    data = sum(
        loss_one([sum(x * w for x, w in zip(row, column, strict=True)) for column in columns], own)
        for row, own in zip(X, y, strict=True)
    )
    return data / len(X) + reg * sum(w * w for row in W for w in row)


def by_complex_step(W, X, y, reg, loss_one):
    """Loss and gradient: the imaginary part of the loss, over a tiny imaginary step."""
    rows, X, y = W.tolist(), X.tolist(), y.tolist()
    dW = np.zeros(W.shape)
    for d, c in np.ndindex(W.shape):
        moved = [list(row) for row in rows]
        moved[d][c] += TINY * 1j
        dW[d, c] = whole(moved, X, y, reg, loss_one).imag / TINY
    return whole(rows, X, y, reg, loss_one).real, dW


def loss_one_of(name):
    """What the loss of this name sums over the examples."""
    return {"svm": hinge, "softmax": cross_entropy, "squared": squares}[name.partition("_")[0]]


@pytest.mark.parametrize("name", [*LOSSES, "squared_loss_naive", "squared_loss_vectorized"])
@pytest.mark.parametrize(("N", "D", "C"), [(1, 1, 2), (5, 3, 4), (6, 2, 3)])
def test_a_gradient_is_that_of_the_complex_step(name, N, D, C):
    """Loss and gradient of the reference, and of the worked example, agree with the complex step to 12 digits."""
    rng = np.random.default_rng(N)
    W, X, y = rng.normal(size=(D, C)), rng.normal(size=(N, D)), rng.integers(0, C, size=N)
    loss, dW = getattr(losses, name)(W, X, y, 0.7)
    expected, slopes = by_complex_step(W, X, y, 0.7, loss_one_of(name))
    assert loss == pytest.approx(expected, rel=1e-12)
    np.testing.assert_allclose(dW, slopes, rtol=1e-11, atol=1e-12)


@pytest.mark.parametrize(("known", "loss_one"), [("HINGE_ON_BATCH", hinge), ("SOFTMAX_ON_BATCH", cross_entropy)])
def test_the_numbers_in_the_public_tests_are_those_of_the_complex_step(known, loss_one):
    """What the public tests expect on their batch is right to 12 digits, and far from any kink."""
    batch = (oracles.BATCH_W, oracles.BATCH_X, oracles.BATCH_Y)
    expected, slopes = by_complex_step(*batch, 0.0, loss_one)
    loss, found = getattr(oracles, known)
    assert loss == pytest.approx(expected, rel=1e-12)
    np.testing.assert_allclose(found, slopes, rtol=1e-11, atol=1e-12)
    scores, rows = batch[1] @ batch[0], np.arange(6)
    assert np.abs(scores - scores[rows, batch[2], np.newaxis] + 1).min() > 0.14


@pytest.mark.parametrize("name", LOSSES)
def test_a_gradient_is_near_scipys(name):
    """SciPy's forward differences of the reference's own loss come near its gradient."""
    rng = np.random.default_rng(3)
    W, X, y = rng.normal(size=(4, 3)), rng.normal(size=(7, 4)), rng.integers(0, 3, size=7)
    function = getattr(losses, name)
    measured = approx_fprime(W.ravel(), lambda flat: function(flat.reshape(4, 3), X, y, 0.4)[0])
    np.testing.assert_allclose(function(W, X, y, 0.4)[1].ravel(), measured, rtol=1e-5, atol=1e-6)


def test_the_softmax_loss_is_scipys():
    """On digits, loss and gradient are those of SciPy's log_softmax and softmax."""
    digits = load_digits()
    X, y = digits.rows[:200] / 16, digits.labels[:200]
    W = np.random.default_rng(0).normal(size=(64, 10))
    loss, dW = losses.softmax_loss_vectorized(W, X, y, 0.0)
    assert loss == pytest.approx(-log_softmax(X @ W, axis=1)[np.arange(200), y].mean(), rel=1e-12)
    np.testing.assert_allclose(dW, X.T @ (softmax(X @ W, axis=1) - np.eye(10)[y]) / 200, atol=1e-12)


@pytest.mark.parametrize("name", LOSSES)
def test_a_loss_at_zero_weights(name):
    """At W = 0 the hinge loss is C - 1 and the softmax loss log C."""
    loss, _dW = getattr(losses, name)(np.zeros((3, 10)), np.ones((4, 3)), np.arange(4), 2.0)
    assert loss == pytest.approx(9 if name.startswith("svm") else math.log(10))


def test_the_handouts_best_steps():
    """Forward differences are best near 1e-8 and central ones near 1e-5, where they are far more accurate."""
    x = np.random.default_rng(0).uniform(0.5, 1.5, size=6)
    true = np.exp(x) * (np.sin(x) + np.cos(x))
    steps = np.logspace(-12, -1, 34)

    def errors(measure):
        return [
            numeric.relative_error(measure(lambda v: np.sum(np.exp(v) * np.sin(v)), x.copy(), h), true) for h in steps
        ]

    forward, central = errors(numeric.forward_gradient), errors(numeric.numerical_gradient)
    assert 1e-9 < steps[np.argmin(forward)] < 1e-6
    assert 1e-6 < steps[np.argmin(central)] < 1e-3
    assert min(central) < min(forward) / 50


def test_the_gradient_check_finds_the_forgotten_two():
    """The most frequent mistake shows in a gradient check at the weights that the assignment uses."""
    rng = np.random.default_rng(5)
    W, X, y = rng.normal(size=(4, 3)), rng.normal(size=(7, 4)), rng.integers(0, 3, size=7)
    _loss, dW = losses.softmax_loss_naive(W, X, y, 0.5)

    def loss(V):
        return losses.softmax_loss_naive(V, X, y, 0.5)[0]

    assert numeric.gradient_check(loss, W, dW, rng) < 1e-6
    assert numeric.gradient_check(loss, W, dW - 0.5 * W, rng) > 1e-2
