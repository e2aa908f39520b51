"""Tests of batch_norm.py. The way back is compared with slopes of an oracle's way forward."""

import numpy as np
import pytest

from autograder.testing import Text, array, assert_close, assert_is_gradient, assert_unmodified

FORWARD = Text(
    "Mean and variance of each column, over the examples, divided by N; eps beside the variance under the root?",
    "열마다 예제에 대한 평균과 분산을 구했나요? N으로 나누고, eps는 근호 안에서 분산에 더해요.",
)
SCALE = Text("gamma * xhat + beta, column by column?", "열마다 gamma * xhat + beta인가요?")
WAY_BACK = Text(
    "Three terms: dxhat itself, less its mean, less xhat times the mean of dxhat * xhat; all divided by the root?",
    "세 항인가요? dxhat에서 평균을 빼고, xhat에 dxhat * xhat의 평균을 곱한 것을 빼고, 전체를 제곱근으로 나눠요.",
)
SUMS = Text(
    "dgamma is the sum over the examples of dout * xhat, dbeta that of dout: sums, not means?",
    "dgamma는 예제에 대한 dout * xhat의 합, dbeta는 dout의 합이에요. 평균이 아니에요.",
)
EPS = 1e-3


def forward(submission, x, gamma, beta):
    """Return the answer's out."""
    call = submission.batch_norm.batch_norm_forward.call
    return call(x, gamma, beta, EPS, returns=array("out", shape=x.shape, kind="float"))


def backward(submission, dout, x, gamma):
    """Return the answer's (dx, dgamma, dbeta)."""
    row = x.shape[1:]
    shapes = (("dx", x.shape), ("dgamma", row), ("dbeta", row))
    specs = tuple(array(name, shape=shape, kind="float") for name, shape in shapes)
    return submission.batch_norm.batch_norm_backward.call(dout, x, gamma, EPS, returns=specs)


def oracle(x, gamma, beta):
    """Return out by linear algebra: a matrix takes the mean away, and the length of a column gives its variance."""
    centered = (np.eye(len(x)) - 1 / len(x)) @ x
    lengths = np.linalg.norm(centered, axis=0)
    return centered @ np.diag(gamma * np.sqrt(len(x)) / np.hypot(lengths, np.sqrt(len(x) * EPS))) + beta


@pytest.mark.question("batch_norm_forward", ko="예제 네 개는 손으로 구한 값이 됩니다")
def test_four_examples_by_hand(submission):
    """A column of mean 5 and variance 4 - eps becomes its differences from 5, halved."""
    step = np.sqrt(4 - EPS)
    x = 5 + step * np.array([[1.0], [-1.0], [1.0], [-1.0]])
    assert_close(forward(submission, x, np.ones(1), np.zeros(1)), (x - 5) / 2, "out", FORWARD)


@pytest.mark.question("batch_norm_forward", ko="무작위 배치에서 선형대수로 구한 것과 같습니다")
def test_forward_agrees_with_linear_algebra(submission, rng):
    """A random batch agrees with an oracle of linear algebra, with scales and shifts of each column."""
    x, gamma, beta = 3 + 2 * rng.normal(size=(6, 4)), rng.normal(size=4), rng.normal(size=4)
    assert_close(forward(submission, x, gamma, beta), oracle(x, gamma, beta), "out", SCALE)


@pytest.mark.question("batch_norm_forward", ko="상수인 열은 beta가 됩니다")
def test_a_constant_column_becomes_beta(submission):
    """A column without variance gives beta, and no division by 0."""
    out = forward(submission, np.full((3, 2), 7.0), np.array([2.0, 3.0]), np.array([-1.0, 4.0]))
    assert_close(out, [[-1.0, 4.0]] * 3, "out", FORWARD)


def weighted(dout, x, gamma, beta):
    """Return a loss whose gradient with respect to out is dout."""
    return float(np.sum(dout * oracle(x, gamma, beta)))


def drawn(rng):
    """Return dout, x, gamma and beta of a batch."""
    return rng.normal(size=(6, 4)), 3 + 2 * rng.normal(size=(6, 4)), 1 + rng.normal(size=4), rng.normal(size=4)


@pytest.mark.question("batch_norm_backward", ko="dbeta와 dgamma는 손실의 그래디언트입니다")
def test_dgamma_and_dbeta_are_gradients(submission, rng):
    """The arrays dgamma and dbeta are the gradients of a loss that weighs the outputs with dout."""
    dout, x, gamma, beta = drawn(rng)
    _, dgamma, dbeta = backward(submission, dout, x, gamma)
    assert_is_gradient(lambda g: weighted(dout, x, g, beta), gamma, dgamma, rng, "dgamma", SUMS)
    assert_is_gradient(lambda b: weighted(dout, x, gamma, b), beta, dbeta, rng, "dbeta", SUMS)


@pytest.mark.question("batch_norm_backward", ko="dx는 손실의 그래디언트입니다")
def test_dx_is_the_gradient(submission, rng):
    """The array dx is the gradient of a loss that weighs the outputs with dout, along many directions."""
    dout, x, gamma, beta = drawn(rng)
    dx, _, _ = backward(submission, dout, x, gamma)
    assert_is_gradient(lambda x: weighted(dout, x, gamma, beta), x, dx, rng, "dx", WAY_BACK, directions=12)


@pytest.mark.question("batch_norm_backward", ko="배치 전체를 옮겨도 손실은 그대로이므로 dx의 열의 합은 0입니다")
def test_moving_the_whole_batch_changes_nothing(submission, rng):
    """Adding the same to all examples changes no output, so each column of dx adds up to 0."""
    dout, x, gamma, _ = drawn(rng)
    assert_close(
        backward(submission, dout, x, gamma)[0].sum(axis=0), np.zeros(4), "sums of the columns of dx", WAY_BACK
    )


@pytest.mark.question("batch_norm_forward", "batch_norm_backward", ko="입력을 바꾸지 않습니다")
def test_the_inputs_stay_as_they_are(function, question, rng):
    """Neither x nor gamma nor anything else that goes in is modified."""
    dout, x, gamma, beta = drawn(rng)
    arguments = (x, gamma, beta) if question == "batch_norm_forward" else (dout, x, gamma)
    assert_unmodified(function.observe(*arguments, EPS))
