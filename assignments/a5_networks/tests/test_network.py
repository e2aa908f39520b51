"""Public tests of network.py."""

import numpy as np
import pytest
from a5_networks_oracles import (
    CHAIN,
    INPUTS,
    LABELS,
    LOSS_THERE,
    PARAMS,
    PENALTY,
    SCORES_THERE,
    SLOPES_THERE,
    SQUARES_THERE,
    counted,
    grads_of,
    loss_of,
    network,
)

from autograder.testing import GradientParts, Text, array, assert_close, assert_equal, assert_gradient

SHARED = Text(
    "A filter has size * size weights for each channel, however large the image is; biases are not counted.",
    "필터 하나에는 이미지의 크기와 상관없이 채널마다 size * size개의 가중치가 있어요. 편향은 세지 않아요.",
)
SCORES = Text(
    "The stations are affine, ReLU, affine; nothing comes after the second affine layer.",
    "어파인, ReLU, 어파인의 순서이고, 두 번째 어파인 층 뒤에는 아무것도 없어요.",
)


@pytest.mark.question("parameter_counts", weight=13)
def test_inputs_of_a_small_photograph(submission):
    """A 3x32x32 image has 3,072 numbers."""
    slip = Text("Every pixel has a number for each channel.", "픽셀마다 채널의 수만큼 숫자가 있어요.")
    assert_equal(counted(submission, "inputs", (3, 32, 32), 100, 10, 5), 3072, "inputs", slip)


@pytest.mark.question("parameter_counts", weight=3)
def test_dense_weights_of_a_small_photograph(submission):
    """On a 3x32x32 image, 100 hidden units need 307,200 weights."""
    slip = Text(
        "One weight for each pair of an input and a unit; no biases.",
        "입력과 유닛의 쌍마다 하나예요. 편향은 세지 않아요.",
    )
    assert_equal(counted(submission, "dense_weights", (3, 32, 32), 100, 10, 5), 307_200, "dense_weights", slip)


@pytest.mark.question("parameter_counts", weight=14)
def test_conv_weights_of_a_small_photograph(submission):
    """On a 3x32x32 image, ten 5x5 filters need 750 weights."""
    assert_equal(counted(submission, "conv_weights", (3, 32, 32), 100, 10, 5), 750, "conv_weights", SHARED)


@pytest.mark.question("two_layer_loss", weight=9)
def test_scores_by_hand(submission):
    """Without labels, a network of two inputs and two hidden units gives the scores worked by hand."""
    params = {
        "W1": np.array([[1.0, 2.0], [-1.0, 1.0]]),
        "b1": np.array([0.0, -4.0]),
        "W2": np.array([[1.0, 2.0, 0.0], [3.0, -1.0, 1.0]]),
        "b2": np.array([0.5, 0.0, -1.0]),
    }
    # hidden: (1, 2) -> (-1, 0), after the ReLU (0, 0); (3, 1) -> (2, 3)
    X = np.array([[1.0, 2.0], [3.0, 1.0]])
    scores = network(submission, params).call("loss", X, returns=array("scores", shape=(2, 3)))
    assert_close(scores, [[0.5, 0, -1], [11.5, 1, 2]], "scores", SCORES)


@pytest.mark.question("two_layer_loss", weight=4)
def test_scores_of_a_random_network(submission):
    """Without labels, the scores of a random network are right."""
    scores = network(submission, PARAMS).call("loss", INPUTS, returns=array("scores", shape=(5, 3)))
    assert_close(scores, SCORES_THERE, "scores", SCORES)


# The same number added to all scores changes no loss: with scores above 0, what happens to those below is another test.
LIFTED = {**PARAMS, "b2": PARAMS["b2"] + 9}


@pytest.mark.question("two_layer_loss", weight=2)
def test_loss_without_penalty(submission):
    """Without regularization, the loss is the mean of log-sum-exp less the score of the label."""
    slip = Text("softmax.softmax_loss gives the mean already.", "softmax.softmax_loss가 이미 평균을 돌려줘요.")
    assert_close(loss_of(submission, LIFTED, INPUTS, LABELS), LOSS_THERE, "loss", slip)


@pytest.mark.question("two_layer_loss", weight=3)
def test_penalty_of_the_loss(submission):
    """Regularization adds reg times the squares of both weight matrices to the loss, and not those of the biases."""
    more = loss_of(submission, LIFTED, INPUTS, LABELS, 0.5) - loss_of(submission, LIFTED, INPUTS, LABELS)
    assert_close(more, 0.5 * SQUARES_THERE, "loss with reg less loss without", PENALTY)


def compare_slopes(submission, names, slip):
    """Compare these gradients with those of the loss, without regularization."""
    grads = grads_of(submission, LIFTED, INPUTS, LABELS, names)
    for name in names:

        def near(values, slopes=SLOPES_THERE[name]):  # but for a constant and the curvature
            return np.vdot(slopes, values)

        anatomy = GradientParts(counts={"N": 5}, of=(near, PARAMS[name]))
        assert_gradient(grads[name], SLOPES_THERE[name], f"grads[{name!r}]", slip, anatomy)


@pytest.mark.question("two_layer_loss", weight=2)
def test_gradients_of_the_second_layer(submission):
    """Without regularization, the gradients of W2 and b2 are those of the loss."""
    slip = Text("Do dW2 and db2 come from dscores and cache2?", "dW2와 db2를 dscores와 cache2로 구했나요?")
    compare_slopes(submission, ("W2", "b2"), slip)


@pytest.mark.question("two_layer_loss", weight=8)
def test_gradients_of_the_first_layer(submission):
    """Without regularization, the gradients of W1 and b1 are those of the loss, through the ReLU."""
    compare_slopes(submission, ("W1", "b1"), CHAIN)


@pytest.mark.question("two_layer_loss", weight=7)
def test_penalty_of_the_gradients(submission):
    """Regularization adds 2 * reg * W to the gradients of both weight matrices."""
    names = ("W1", "W2")
    without, penalized = (grads_of(submission, LIFTED, INPUTS, LABELS, names, reg) for reg in (0.0, 0.4))
    for name in names:
        more = penalized[name] - without[name]
        assert_gradient(more, 0.8 * PARAMS[name], f"grads[{name!r}] with reg less without", PENALTY)
