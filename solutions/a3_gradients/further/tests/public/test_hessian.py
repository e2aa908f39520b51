"""Tests of hessian.py. The two ways are compared with each other and with a Hessian that is written out."""

import numpy as np
import pytest
from scipy.special import logsumexp, softmax

from autograder.testing import Text, array, assert_close, assert_true, assert_unmodified, callback

CENTRAL = Text(
    "(g(W + h V) - g(W - h V)) / (2 h), with brackets around 2 * h and the gradient, not the loss?",
    "(g(W + h V) - g(W - h V)) / (2 h)인가요? 2 * h에 괄호가 있나요?",
)
DP = Text(
    "dP = P * (R - sum of P * R in each row): is the mean change of the row subtracted, and P a factor of all?",
    "dP = P * (R - 행마다 P * R의 합)인가요? 행의 평균 변화를 빼고, 그다음 P를 곱했나요?",
)
MEAN = Text("Divided by N, once, before the regularization is added?", "정규화 항을 더하기 전에 N으로 한 번 나눴나요?")
REG = Text(
    "The gradient of reg * sum(W**2) is 2 * reg * W; its slope along V is 2 * reg * V.",
    "reg * sum(W**2)의 그래디언트는 2 * reg * W이고, V 방향 기울기는 2 * reg * V예요.",
)


def differences(submission, gradient, W, V, h=1e-5):
    """Return H V by the answer's difference, and where it called the gradient."""
    places = []

    def asked(place):
        places.append(place.copy())
        return gradient(place)

    passed = callback(asked, args=(array("W", shape=W.shape, kind="float"),))
    call = submission.hessian.hessian_vector_difference.call
    return call(passed, W, V, h, returns=array("HV", shape=W.shape, kind="float")), places


def written_out(W, X, reg):
    """Return the whole Hessian of the softmax loss as an array (D, C, D, C)."""
    P = softmax(X @ W, axis=1)
    inner = np.einsum("nj,jk->njk", P, np.eye(P.shape[1])) - np.einsum("nj,nk->njk", P, P)
    H = np.einsum("nd,ne,njk->djek", X, X, inner) / len(X)
    return H + 2 * reg * np.einsum("de,jk->djek", np.eye(W.shape[0]), np.eye(W.shape[1]))


def by_complex_step(loss, W):
    """Return the gradient of a loss, each number by a step into the complex plane, which needs no difference."""
    gradient = np.zeros(W.shape)
    for index in np.ndindex(W.shape):
        step = W.astype(complex)
        step[index] += 1e-30j
        gradient[index] = loss(step).imag / 1e-30
    return gradient


def exact(submission, W, X, reg, V):
    """Return H V by the answer's formula."""
    return submission.hessian.softmax_hessian_vector.call(
        W, X, reg, V, returns=array("HV", shape=W.shape, kind="float")
    )


@pytest.mark.question("hessian_vector_difference", ko="골짜기 모양의 손실에서 손으로 구한 곱과 같습니다")
def test_a_bowl_by_hand(submission):
    """For the loss w1**2 + 3 * w2**2 + w1 * w2 the Hessian is ((2, 1), (1, 6)), wherever W is."""
    H = np.array([[2.0, 1.0], [1.0, 6.0]])
    found, places = differences(submission, lambda w: H @ w, np.array([5.0, -2.0]), np.array([1.0, 2.0]), 0.5)
    assert_close(found, [4.0, 13.0], "HV", CENTRAL)
    assert_true(len(places) == 2, Text("The gradient is called exactly twice.", "gradient는 꼭 두 번만 불러요."))


@pytest.mark.question("hessian_vector_difference", ko="휘어짐이 자리마다 다른 손실에서도 맞습니다")
def test_where_the_curvature_changes(submission, rng):
    """For the loss sum of w**4 the Hessian has 12 * w**2 on its diagonal; a central difference is off by h**2."""
    W, V = rng.normal(size=(3, 2)), rng.normal(size=(3, 2))
    found, _ = differences(submission, lambda w: 4 * w**3, W, V, 1e-3)
    assert_close(found, 12 * W**2 * V + 4e-6 * V**3, "HV", CENTRAL)


@pytest.mark.question("softmax_hessian_vector", ko="전부 적은 헤시안과의 곱과 같습니다")
def test_the_product_agrees_with_the_whole_hessian(submission, rng):
    """Without regularization, the product is that with the whole Hessian of 4 x 3 weights."""
    W, X, V = rng.normal(size=(4, 3)), rng.normal(size=(6, 4)), rng.normal(size=(4, 3))
    expected = np.einsum("djek,ek->dj", written_out(W, X, 0.0), V)
    assert_close(exact(submission, W, X, 0.0, V), expected, "HV", DP)


@pytest.mark.question("softmax_hessian_vector", ko="정규화 항은 2 * reg * V를 더합니다")
def test_the_regularization_adds_its_part(submission, rng):
    """With regularization, 2 * reg * V is added."""
    W, X, V = rng.normal(size=(4, 3)), rng.normal(size=(6, 4)), rng.normal(size=(4, 3))
    more = exact(submission, W, X, 0.7, V) - exact(submission, W, X, 0.0, V)
    assert_close(more, 1.4 * V, "HV with reg 0.7 less HV without", REG)


@pytest.mark.question("softmax_hessian_vector", ko="예제를 두 번씩 넣어도 같습니다")
def test_every_example_twice_changes_nothing(submission, rng):
    """The loss is a mean: with every example twice, the product is the same."""
    W, X, V = rng.normal(size=(3, 2)), rng.normal(size=(4, 3)), rng.normal(size=(3, 2))
    assert_close(exact(submission, W, np.vstack([X, X]), 0.1, V), exact(submission, W, X, 0.1, V), "HV", MEAN)


@pytest.mark.question("softmax_hessian_vector", ko="점수가 10,000이어도 넘치지 않습니다")
def test_large_scores_do_not_overflow(submission):
    """Scores of 10,000 give probabilities of 0 and 1, which nothing moves: H V is 0."""
    W, V = np.array([[1e4, 0.0]]), np.array([[1.0, -1.0]])
    assert_close(exact(submission, W, np.array([[1.0], [-1.0]]), 0.0, V), np.zeros((1, 2)), "HV", DP)


@pytest.mark.question("softmax_hessian_vector", ko="두 방법이 서로 맞고 입력은 그대로입니다")
def test_both_ways_agree(submission, rng):
    """The formula agrees with the difference of gradients, and no argument is modified."""
    W, X, V, y = rng.normal(size=(4, 3)), rng.normal(size=(6, 4)), rng.normal(size=(4, 3)), rng.integers(3, size=6)

    def loss(W):
        S = X @ W
        return np.mean(logsumexp(S, axis=1) - S[np.arange(6), y]) + 0.3 * np.sum(W**2)

    around = [by_complex_step(loss, W + side * 1e-5 * V) for side in (1, -1)]
    assert_close(exact(submission, W, X, 0.3, V), (around[0] - around[1]) / 2e-5, "HV", DP, rtol=1e-6, atol=1e-8)
    assert_unmodified(submission.hessian.softmax_hessian_vector.observe(W, X, 0.3, V))
