"""Public tests of losses.py."""

import numpy as np
import pytest
from a2_linear_oracles import (
    BATCH_W,
    BATCH_X,
    BATCH_Y,
    MEANS_ON_BATCH,
    OWN_CLASS,
    PENALTY_ONCE,
    SQUARES_ON_BATCH,
    STABLE,
    cross_entropy,
    one_at_a_time,
    squared,
    stand_in_penalty,
)

from autograder.testing import Text, assert_close, scalar


@pytest.mark.question("svm_loss_one", weight=1)
def test_hinge_by_hand(submission):
    """The hinge loss of two and of three classes is the one worked by hand."""
    slip = Text(
        "For each class but y: max(0, scores[j] - scores[y] + 1), and the sum of these?",
        "y가 아닌 클래스마다 max(0, scores[j] - scores[y] + 1)을 구해 더했나요?",
    )
    cases = [([3.0, 1.0], 0, 0), ([3.0, 2.5], 0, 0.5), ([1.0, 3.0], 0, 3), ([3.2, 5.1, -1.7], 0, 2.9)]
    for scores, y, expected in [*cases, ([1.3, 4.9, 2.0], 1, 0), ([2.2, 2.5, -3.1], 2, 12.9)]:
        found = submission.losses.svm_loss_one.call(np.array(scores), y, returns=scalar("loss"))
        assert_close(found, expected, f"loss of {scores} with y = {y}", slip)


@pytest.mark.question("svm_loss_one", weight=1)
def test_hinge_of_equal_scores(submission):
    """Where all scores are equal, each of the other C - 1 classes misses the whole margin of 1."""
    for num_classes in (2, 3, 10):
        found = submission.losses.svm_loss_one.call(np.full(num_classes, 0.5), 1, returns=scalar("loss"))
        assert_close(found, num_classes - 1, f"loss with {num_classes} classes", OWN_CLASS)


@pytest.mark.question("softmax_loss_one", weight=1)
def test_softmax_by_hand(submission):
    """Scores whose exponentials are whole numbers give the loss worked by hand."""
    slip = Text(
        "Is it minus the natural logarithm (np.log) of the probability of y? Shift the sum and scores[y] alike.",
        "정답 클래스 y의 확률에 자연로그(np.log)를 취하고 부호를 바꿨나요? 점수를 옮겼다면 합과 y 자리 모두에 쓰세요.",
    )
    for parts, y, expected in [([1, 1], 0, np.log(2)), ([1, 3], 1, np.log(4 / 3)), ([2, 1, 5], 0, np.log(4))]:
        found = submission.losses.softmax_loss_one.call(np.log(parts), y, returns=scalar("loss"))
        assert_close(found, expected, f"loss of log{parts} with y = {y}", slip)


@pytest.mark.question("softmax_loss_one", weight=1)
def test_softmax_agrees_with_scipy(submission, rng):
    """On random scores the loss agrees with SciPy's."""
    slip = Text("Does the sum run over all classes, that of y included?", "합에 y를 포함한 모든 클래스가 들어가나요?")
    for num_classes in (2, 3, 10):
        scores = 2 * rng.normal(size=num_classes)
        for y in range(num_classes):
            found = submission.losses.softmax_loss_one.call(scores, y, returns=scalar("loss"))
            assert_close(found, cross_entropy(scores, y), f"loss with y = {y}", slip)


@pytest.mark.question("softmax_loss_one", weight=1)
def test_softmax_of_large_scores(submission):
    """Scores of 1e4, whose exponential is infinite, give the loss of the same scores near 0, or 1e4 where y has 0."""
    for scores, y in [([1e4, 1e4 - 1], 0), ([1e4, 1e4 - 1], 1), ([0.0, 1e4], 0)]:
        found = submission.losses.softmax_loss_one.call(np.array(scores), y, returns=scalar("loss"))
        assert_close(found, cross_entropy(scores, y), f"loss of {scores} with y = {y}", STABLE)


@pytest.mark.question("penalty", weight=1)
def test_l2_and_l1_by_hand(submission):
    """For a small matrix both sums are those worked by hand."""
    W = np.array([[1.0, -2.0], [0.0, 3.0]])
    slip = Text(
        "l2 adds up squares and l1 absolute values, with no 1/2, no root and no mean?",
        "l2는 제곱을, l1은 절댓값을 더해요. 1/2이나 제곱근, 평균이 들어가지는 않았나요?",
    )
    for kind, expected in [("l2", 14), ("l1", 6)]:
        found = submission.losses.penalty.call(W, kind, returns=scalar("penalty"))
        assert_close(found, expected, f"{kind} penalty", slip)


@pytest.mark.question("penalty", weight=1)
def test_l2_prefers_weights_that_are_spread_out(submission):
    """For x = (1, 1, 1, 1) two templates score the same; l2 prefers the spread-out one, l1 does not care."""
    slip = Text(
        "Is elastic the mean of l1 and l2 with alpha = 0.5?", "alpha = 0.5일 때 elastic이 l1과 l2의 평균인가요?"
    )
    for W, l2, l1 in [([[1.0], [0.0], [0.0], [0.0]], 1, 1), ([[0.25], [0.25], [0.25], [0.25]], 0.25, 1)]:
        for kind, expected in [("l2", l2), ("l1", l1), ("elastic", (l1 + l2) / 2)]:
            found = submission.losses.penalty.call(np.array(W), kind, returns=scalar("penalty"))
            assert_close(found, expected, f"{kind} penalty", slip)


@pytest.mark.question("full_loss", weight=1)
def test_full_loss_by_hand(submission):
    """Two examples that lose 2 and 5 cost 3.5 on average, and a penalty of 10 at reg 0.1 adds 1."""
    stand_in_penalty(submission)
    W, X, y = np.array([[1.0, 0.0], [0.0, 3.0]]), np.array([[2.0, 0.0], [0.0, 1.0]]), np.array([0, 1])
    for reg, expected in [(0.0, 3.5), (0.1, 4.5)]:
        found = submission.losses.full_loss.call(
            W, X, y, one_at_a_time(lambda scores, y: scores[y] + 2 * y, 2), reg, returns=scalar("loss")
        )
        assert_close(found, expected, f"loss at reg {reg}", PENALTY_ONCE)


@pytest.mark.question("full_loss", weight=1)
def test_full_loss_on_random_examples(submission):
    """With least squares and with softmax loss the mean and the penalty add up on random examples."""
    stand_in_penalty(submission)
    slip = Text(
        "Is each example scored by X[i] @ W, and the mean taken over N examples?",
        "예제마다 X[i] @ W로 점수를 매기고, 예제 N개로 평균을 냈나요?",
    )
    for loss_one, mean in MEANS_ON_BATCH:
        arguments = (BATCH_W, BATCH_X, BATCH_Y, one_at_a_time(loss_one, 3))
        found = submission.losses.full_loss.call(*arguments, returns=scalar("loss"))
        assert_close(found, mean, "loss", slip)
        found = submission.losses.full_loss.call(*arguments, 0.7, returns=scalar("loss"))
        assert_close(found, mean + 0.7 * SQUARES_ON_BATCH, "loss at reg 0.7", PENALTY_ONCE)


@pytest.mark.question("full_loss", weight=0.5)
def test_full_loss_at_zero(submission, rng):
    """At W = 0 the least-squares loss is 1 and the softmax loss log C, whatever the examples are."""
    stand_in_penalty(submission)
    X, y = rng.normal(size=(5, 2)), np.array([0, 3, 1, 1, 0])
    slip = Text("Is the sum divided by N, once?", "합을 N으로 한 번만 나눴나요?")
    for loss_one, expected in [(squared, 1), (cross_entropy, np.log(4))]:
        found = submission.losses.full_loss.call(
            np.zeros((2, 4)), X, y, one_at_a_time(loss_one, 4), 1.0, returns=scalar("loss")
        )
        assert_close(found, expected, "loss at W = 0", slip)
