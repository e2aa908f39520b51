"""Public tests of network.py."""

import numpy as np
import pytest
from a5_networks_oracles import (
    CHAIN,
    INPUTS,
    LABELS,
    LOSS_THERE,
    NAMES,
    PARAMS,
    PENALTY,
    SCORES_THERE,
    SLOPES_THERE,
    SQUARES_THERE,
    loss_and_grads,
    network,
)

from autograder.testing import (
    GradientParts,
    Text,
    array,
    assert_close,
    assert_equal,
    assert_gradient,
    integer,
    mapping,
)

COUNTS = mapping("counts", **{name: integer(name) for name in ("inputs", "dense_weights", "conv_weights")})
SCORES = Text(
    "The stations are affine, ReLU, affine; nothing comes after the second affine layer.",
    "어파인, ReLU, 어파인의 순서이고, 두 번째 어파인 층 뒤에는 아무것도 없어요.",
)


@pytest.mark.question("parameter_counts", weight=1)
def test_counts_for_a_small_photograph(submission):
    """A 3x32x32 image has 3,072 numbers, and 100 hidden units need 307,200 weights where ten 5x5 filters need 750."""
    counts = submission.network.parameter_counts.call((3, 32, 32), 100, 10, 5, returns=COUNTS)
    slip = Text(
        "A filter has size * size weights for each channel, however large the image is; biases are not counted.",
        "필터 하나에는 이미지의 크기와 상관없이 채널마다 size * size개의 가중치가 있어요. 편향은 세지 않아요.",
    )
    for name, expected in (("inputs", 3072), ("dense_weights", 307_200), ("conv_weights", 750)):
        assert_equal(counts[name], expected, name, slip)


@pytest.mark.question("two_layer_loss", weight=1)
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


@pytest.mark.question("two_layer_loss", weight=1)
def test_scores_of_a_random_network(submission):
    """Without labels, the scores of a random network are right."""
    scores = network(submission, PARAMS).call("loss", INPUTS, returns=array("scores", shape=(5, 3)))
    assert_close(scores, SCORES_THERE, "scores", SCORES)


@pytest.mark.question("two_layer_loss", weight=1)
def test_loss_without_penalty(submission):
    """Without regularization, the loss is the mean of log-sum-exp less the score of the label."""
    loss, _grads = network(submission, PARAMS).call("loss", INPUTS, LABELS, returns=loss_and_grads(PARAMS))
    slip = Text("softmax.softmax_loss gives the mean already.", "softmax.softmax_loss가 이미 평균을 돌려줘요.")
    assert_close(loss, LOSS_THERE, "loss", slip)


@pytest.mark.question("two_layer_loss", weight=1)
def test_loss_with_penalty(submission):
    """With regularization, the loss has the penalty of both weight matrices, and not of the biases."""
    loss, _grads = network(submission, PARAMS).call("loss", INPUTS, LABELS, reg=0.5, returns=loss_and_grads(PARAMS))
    assert_close(loss, LOSS_THERE + 0.5 * SQUARES_THERE, "loss", PENALTY)


@pytest.mark.question("two_layer_loss", weight=1.5)
def test_gradients_of_the_loss(submission):
    """Each of the four gradients is that of the loss, first without and then with regularization."""
    net = network(submission, PARAMS)
    for reg, slip in ((0.0, CHAIN), (0.4, PENALTY)):
        _loss, grads = net.call("loss", INPUTS, LABELS, reg=reg, returns=loss_and_grads(PARAMS))
        for name in NAMES:
            slopes = SLOPES_THERE[name] + (2 * reg * PARAMS[name] if name in ("W1", "W2") else 0)

            def near(values, slopes=slopes):  # but for a constant and the curvature
                return np.vdot(slopes, values)

            anatomy = GradientParts(counts={"N": 5}, of=(near, PARAMS[name]))
            assert_gradient(grads[name], slopes, f"grads[{name!r}], reg = {reg}", slip, anatomy)
