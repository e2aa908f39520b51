"""Public tests of losses.py."""

import numpy as np
import pytest
from a3_gradients_oracles import (
    BATCH_W,
    BATCH_X,
    BATCH_Y,
    DATA_PART,
    HINGE_ON_BATCH,
    LOSSES,
    REG_PART,
    SOFTMAX_ON_BATCH,
    STABLE,
    assert_loss,
    loss_and_gradient,
    over_classes,
    over_examples,
)

from autograder.testing import Text, array, assert_close, scalar

# Two examples of two features and three classes, worked by hand. The scores are the rows of W, their classes 0 and 1.
W = np.array([[1.0, 2.0, -1.0], [-1.0, 0.5, 1.0]])
X = np.array([[1.0, 0.0], [0.0, 1.0]])
Y = np.array([0, 1])

# Scores (log 1, log 2, log 5) and (log 3, log 1, log 1), so that the probabilities are (1, 2, 5)/8 and (3, 1, 1)/5.
LOG_W = np.log([[1.0, 2.0, 5.0], [3.0, 1.0, 1.0]])


@pytest.mark.question("svm_loss_naive", "svm_loss_vectorized", weight={"svm_loss_naive": 1, "svm_loss_vectorized": 1.5})
def test_svm_by_hand(function):
    """{variant}: loss and gradient of two examples are those worked by hand."""
    loss, dW = function.call(W, X, Y, 0.0, returns=loss_and_gradient(W))
    assert_close(loss, (2 + 1.5) / 2, "loss (reg = 0)", LOSSES)
    slip = Text(
        "A positive margin adds x to column j, and takes x from the column of the right class.",
        "마진이 양수이면 j번째 열에 x를 더하고, 정답 클래스의 열에서 x를 빼요.",
    )
    assert_close(dW, [[-0.5, 0.5, 0], [0, -0.5, 0.5]], "dW (reg = 0)", slip)


@pytest.mark.question(
    "softmax_loss_naive", "softmax_loss_vectorized", weight={"softmax_loss_naive": 1, "softmax_loss_vectorized": 1.2}
)
def test_softmax_by_hand(function):
    """{variant}: loss and gradient of two examples are those worked by hand."""
    loss, dW = function.call(LOG_W, X, Y, 0.0, returns=loss_and_gradient(LOG_W))
    slip = Text(
        "-log of the probability of the right class, averaged?", "정답 클래스 확률에 -log를 취해 평균을 냈나요?"
    )
    assert_close(loss, (np.log(8) + np.log(5)) / 2, "loss (reg = 0)", slip)
    slip = Text(
        "p, with 1 taken away at the right class, and all divided by N?",
        "p에서 정답 클래스 자리만 1을 빼고, 전체를 N으로 나눴나요?",
    )
    assert_close(dW, [[-7 / 16, 2 / 16, 5 / 16], [0.3, -0.4, 0.1]], "dW (reg = 0)", slip)


@pytest.mark.question(
    "svm_loss_naive",
    "svm_loss_vectorized",
    "softmax_loss_naive",
    "softmax_loss_vectorized",
    weight={"svm_loss_naive": 0.5, "svm_loss_vectorized": 1, "softmax_loss_naive": 0.5, "softmax_loss_vectorized": 0.8},
)
def test_regularization(function):
    """{variant}: where the data have no say, dW is 2 * reg * W."""
    small, reg = np.array([[0.5, -1.0], [2.0, 0.1]]), 3.0
    X0, y = np.zeros((4, 2)), np.array([0, 1, 1, 0])
    _loss, dW = function.call(small, X0, y, reg, returns=loss_and_gradient(small))
    assert_close(dW, [[3.0, -6.0], [12.0, 0.6]], "dW (X = 0)", REG_PART)


def on_a_batch(submission, name, loss, slopes):
    """Compare with numbers worked out before, without regularization, then with it."""
    function = getattr(submission.losses, name)
    assert_loss(function, BATCH_W, BATCH_X, BATCH_Y, 0.0, loss, slopes, DATA_PART)
    with_reg = (loss + 0.7 * np.sum(BATCH_W**2), slopes + 1.4 * BATCH_W)
    assert_loss(function, BATCH_W, BATCH_X, BATCH_Y, 0.7, *with_reg, REG_PART)


@pytest.mark.question("svm_loss_naive", weight=1)
def test_svm_naive_on_a_batch(submission):
    """Hinge, loops: on a random batch the gradient is the slope of the loss, without and with regularization."""
    on_a_batch(submission, "svm_loss_naive", *HINGE_ON_BATCH)


@pytest.mark.question("svm_loss_vectorized", weight=1.5)
def test_svm_vectorized_on_a_batch(submission):
    """Hinge, vectorized: on a random batch loss and gradient follow the definition, with and without reg."""
    on_a_batch(submission, "svm_loss_vectorized", *HINGE_ON_BATCH)


@pytest.mark.question("svm_loss_vectorized", weight=1)
def test_svm_vectorized_at_zero(submission):
    """Hinge, vectorized: at W = 0 every wrong class is off by 1, so the loss is C - 1."""
    slip = Text("Do C - 1 classes count, and not the right one?", "정답을 뺀 C - 1개 클래스만 더했나요?")
    for C in (2, 5):
        zero, rows = np.zeros((3, C)), np.arange(12.0).reshape(4, 3)
        returns = (scalar("loss"), array("dW", shape=(3, C)))
        loss, _dW = submission.losses.svm_loss_vectorized.call(zero, rows, np.arange(4) % C, 0.5, returns=returns)
        assert_close(loss, C - 1, f"loss (W = 0, C = {C})", slip)


@pytest.mark.question("svm_loss_vectorized", "softmax_loss_vectorized", weight=8, gate="form")
def test_vectorized_has_no_loop_over_examples(submission, speed, question):
    """{variant}: no Python loop runs over the examples."""
    speed.flat(over_examples(question), over=Text("examples", "예제"))


@pytest.mark.question("svm_loss_vectorized", "softmax_loss_vectorized", weight=4, gate="form")
def test_vectorized_has_no_loop_over_classes(submission, speed, question):
    """{variant}: no Python loop runs over the classes."""
    speed.flat(over_classes(question), over=Text("classes", "클래스"))


@pytest.mark.question(
    "softmax_loss_naive", "softmax_loss_vectorized", weight={"softmax_loss_naive": 1, "softmax_loss_vectorized": 1.2}
)
def test_softmax_on_a_batch(submission, question):
    """{variant}: on a random batch loss and gradient follow the definition, with and without reg."""
    on_a_batch(submission, question, *SOFTMAX_ON_BATCH)


@pytest.mark.question("softmax_loss_vectorized", weight=1.3)
def test_softmax_vectorized_at_large_scores(submission):
    """Softmax, vectorized: scores of 1000 overflow nowhere; a sure answer loses 0, and a surely wrong one 1000."""
    large, rows = np.array([[1000.0, 0.0, -1000.0]]), np.array([[1.0]])
    for label, expected, slopes in [(0, 0.0, [0, 0, 0]), (1, 1000.0, [1, -1, 0])]:
        loss, dW = submission.losses.softmax_loss_vectorized.call(
            large, rows, np.array([label]), 0.0, returns=loss_and_gradient(large)
        )
        assert_close(loss, expected, "loss", STABLE)
        assert_close(dW, [slopes], "dW", STABLE)
