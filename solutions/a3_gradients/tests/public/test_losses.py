"""Public tests of losses.py. Each looks at one thing, so that one slip costs one of them."""

import numpy as np
import pytest
from a3_gradients_oracles import (
    BATCH_W,
    BATCH_X,
    BATCH_Y,
    GRADIENT_MEAN,
    GRADIENT_REG,
    HINGE_COLUMNS,
    HINGE_LOSS,
    HINGE_ON_BATCH,
    LOSS,
    LOSS_MEAN,
    LOSS_REG,
    SOFTMAX_COLUMNS,
    SOFTMAX_LOSS,
    SOFTMAX_ON_BATCH,
    STABLE,
    assert_columns_cancel,
    gradient_of,
    loss_of,
    over_classes,
    over_examples,
)

from autograder.testing import GradientParts, Text, assert_close, assert_gradient

# One example of two features and three classes, worked by hand. Its class is 0.
X = np.array([[2.0, 3.0]])
Y = np.array([0])

# Its scores are (-1, 5.5, 1), so the margins of the other classes are 7.5 and 3.
HINGE_W = np.array([[1.0, 2.0, -1.0], [-1.0, 0.5, 1.0]])

# Its scores are (log 1, log 4, log 125), so its probabilities are (1, 4, 125) / 130.
LOG_W = np.log([[1.0, 2.0, 1.0], [1.0, 1.0, 5.0]])

ON_BATCH = {"svm": HINGE_ON_BATCH, "softmax": SOFTMAX_ON_BATCH}


def on_batch(question):
    """The loss of the batch without regularization, and its slopes."""
    return ON_BATCH[question.partition("_")[0]]


@pytest.mark.question("svm_loss_naive", "svm_loss_vectorized", weight={"svm_loss_naive": 3, "svm_loss_vectorized": 0.4})
def test_svm_loss_by_hand(function, question):
    """{variant}: the loss of one example is that worked by hand."""
    loss = LOSS.get(question, loss_of)(function, HINGE_W, X, Y, 0.0)
    assert_close(loss, 7.5 + 3, "loss (reg = 0)", HINGE_LOSS)


@pytest.mark.question("svm_loss_naive", "svm_loss_vectorized", weight={"svm_loss_naive": 5, "svm_loss_vectorized": 0.6})
def test_svm_gradient_by_hand(function):
    """{variant}: the columns of the wrong classes of one example are those worked by hand."""
    dW = gradient_of(function, HINGE_W, X, Y, 0.0)
    assert_close(dW[:, 1:], [[2, 2], [3, 3]], "dW[:, 1:] (reg = 0)", HINGE_COLUMNS)


@pytest.mark.question(
    "softmax_loss_naive",
    "softmax_loss_vectorized",
    weight={"softmax_loss_naive": 2.5, "softmax_loss_vectorized": 0.2},
)
def test_softmax_loss_by_hand(function):
    """{variant}: the loss of one example is that worked by hand."""
    assert_close(loss_of(function, LOG_W, X, Y, 0.0), np.log(130), "loss (reg = 0)", SOFTMAX_LOSS)


@pytest.mark.question(
    "softmax_loss_naive",
    "softmax_loss_vectorized",
    weight={"softmax_loss_naive": 3, "softmax_loss_vectorized": 0.2},
)
def test_softmax_gradient_by_hand(function):
    """{variant}: the columns of the wrong classes of one example are those worked by hand."""
    dW = gradient_of(function, LOG_W, X, Y, 0.0)
    assert_close(dW[:, 1:], np.outer([2, 3], [4, 125]) / 130, "dW[:, 1:] (reg = 0)", SOFTMAX_COLUMNS)


@pytest.mark.question(
    "svm_loss_naive",
    "svm_loss_vectorized",
    "softmax_loss_naive",
    "softmax_loss_vectorized",
    weight={"svm_loss_naive": 2, "svm_loss_vectorized": 0.5, "softmax_loss_naive": 2.5, "softmax_loss_vectorized": 0.4},
)
def test_loss_on_a_batch(function, question):
    """{variant}: the loss of six examples is the mean of theirs."""
    loss = LOSS.get(question, loss_of)(function, BATCH_W, BATCH_X, BATCH_Y, 0.0)
    assert_close(loss, on_batch(question)[0], "loss (reg = 0)", LOSS_MEAN)


@pytest.mark.question(
    "svm_loss_naive",
    "svm_loss_vectorized",
    "softmax_loss_naive",
    "softmax_loss_vectorized",
    weight={"svm_loss_naive": 4, "svm_loss_vectorized": 0.6, "softmax_loss_naive": 3, "softmax_loss_vectorized": 0.3},
)
def test_columns_cancel(function):
    """{variant}: the right class loses what the others get, so the columns of dW add up to 0."""
    assert_columns_cancel(gradient_of(function, BATCH_W, BATCH_X, BATCH_Y, 0.0))


@pytest.mark.question(
    "svm_loss_naive",
    "svm_loss_vectorized",
    "softmax_loss_naive",
    "softmax_loss_vectorized",
    weight={"svm_loss_naive": 4, "svm_loss_vectorized": 0.6, "softmax_loss_naive": 3, "softmax_loss_vectorized": 0.6},
)
def test_gradient_on_a_batch(function, question):
    """{variant}: the gradient of six examples is the slope of their mean loss."""
    slopes = on_batch(question)[1]
    known = GradientParts(
        counts={"N": len(BATCH_Y), "C": BATCH_W.shape[1]},
        columns=Text("class", "클래스"),
        of=(lambda V: np.vdot(slopes, V), BATCH_W),  # but for a constant the loss, near W
    )
    dW = gradient_of(function, BATCH_W, BATCH_X, BATCH_Y, 0.0)
    assert_gradient(dW, slopes, "dW (reg = 0)", GRADIENT_MEAN, known)


@pytest.mark.question(
    "svm_loss_naive",
    "svm_loss_vectorized",
    "softmax_loss_naive",
    "softmax_loss_vectorized",
    weight={
        "svm_loss_naive": 3.5,
        "svm_loss_vectorized": 0.8,
        "softmax_loss_naive": 4.1,
        "softmax_loss_vectorized": 0.8,
    },
)
def test_regularization_of_the_loss(function, question):
    """{variant}: regularization adds reg * np.sum(W**2) to the loss, whatever the data part is."""
    read = LOSS.get(question, loss_of)
    plain, strong = (read(function, BATCH_W, BATCH_X, BATCH_Y, reg) for reg in (0.0, 3.0))
    assert_close(strong - plain, 3 * np.sum(BATCH_W**2), "what reg = 3 adds to the loss", LOSS_REG)


@pytest.mark.question(
    "svm_loss_naive",
    "svm_loss_vectorized",
    "softmax_loss_naive",
    "softmax_loss_vectorized",
    weight={"svm_loss_naive": 5, "svm_loss_vectorized": 0.8, "softmax_loss_naive": 4.1, "softmax_loss_vectorized": 0.8},
)
def test_regularization_of_the_gradient(function):
    """{variant}: regularization adds 2 * reg * W to dW, whatever the data part is."""
    plain, strong = (gradient_of(function, BATCH_W, BATCH_X, BATCH_Y, reg) for reg in (0.0, 3.0))
    known = GradientParts(counts={"N": len(BATCH_Y)})
    assert_gradient(strong - plain, 6 * BATCH_W, "what reg = 3 adds to dW", GRADIENT_REG, known)


@pytest.mark.question(
    "softmax_loss_naive",
    "softmax_loss_vectorized",
    weight={"softmax_loss_naive": 4, "softmax_loss_vectorized": 1.1},
)
def test_softmax_at_large_scores(function):
    """{variant}: scores of 1000 overflow nowhere; a sure answer loses 0, and a surely wrong one 1000."""
    large, rows = np.array([[1000.0, 0.0, -1000.0]]), np.array([[1.0]])
    for label, expected in [(1, 1000.0), (0, 0.0)]:
        loss = loss_of(function, large, rows, np.array([label]), 0.0)
        assert_close(loss, expected, f"loss (y = {label})", STABLE)


@pytest.mark.question("svm_loss_vectorized", "softmax_loss_vectorized", weight=2, gate="form")
def test_vectorized_has_no_loop_over_examples(submission, speed, question):
    """{variant}: no Python loop runs over the examples."""
    speed.flat(over_examples(question), over=Text("examples", "예제"))


@pytest.mark.question("svm_loss_vectorized", "softmax_loss_vectorized", weight=1, gate="form")
def test_vectorized_has_no_loop_over_classes(submission, speed, question):
    """{variant}: no Python loop runs over the classes."""
    speed.flat(over_classes(question), over=Text("classes", "클래스"))
