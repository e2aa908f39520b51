"""Hidden tests of network.py."""

import math

import numpy as np
import pytest
from a5_networks_oracles import (
    CHAIN,
    NAMES,
    PENALTY,
    affine,
    loss_and_grads,
    network,
)
from scipy.special import logsumexp

from autograder.testing import (
    Text,
    array,
    assert_close,
    assert_equal,
    assert_gradient,
    assert_true,
    assert_unmodified,
    integer,
    mapping,
)

STEP = 1e-30
COUNTS = mapping("counts", **{name: integer(name) for name in ("inputs", "dense_weights", "conv_weights")})


def some_params(rng, D, H, C, scale=0.7):
    """Weights and biases that are not small, so that mistakes show."""
    shapes = {"W1": (D, H), "b1": (H,), "W2": (H, C), "b2": (C,)}
    return {name: scale * rng.normal(size=shape) for name, shape in shapes.items()}


def network_scores(params, X):
    """The scores of the network, layer by layer."""
    hidden = affine(X, params["W1"], params["b1"])
    return affine(np.clip(hidden, 0, None), params["W2"], params["b2"])


def network_loss(params, X, y, reg):
    """The loss of the network: SciPy's logsumexp, example by example, and the penalty number by number."""
    scores, labels = network_scores(params, X), [int(label) for label in y]
    data = [logsumexp(row) - row[label] for row, label in zip(scores, labels, strict=True)]
    squares = [float(weight) ** 2 for name in ("W1", "W2") for weight in params[name].flat]
    return math.fsum(data) / len(data) + reg * math.fsum(squares)


def slopes(params, X, y, reg):
    """The gradients by the complex step: the imaginary part carries a slope through the loss, without subtraction."""

    def loss(params):
        hidden = X @ params["W1"] + params["b1"]
        scores = np.where(hidden.real > 0, hidden, 0) @ params["W2"] + params["b2"]
        shifted = scores - scores.real.max(axis=1, keepdims=True)
        data = np.log(np.exp(shifted).sum(axis=1)) - shifted[np.arange(len(X)), np.asarray(y, int)]
        return data.mean() + reg * ((params["W1"] ** 2).sum() + (params["W2"] ** 2).sum())

    found = {name: np.zeros(value.shape) for name, value in params.items()}
    for name, value in params.items():
        for place in np.ndindex(value.shape):
            moved = value.astype(complex)
            moved[place] += STEP * 1j
            found[name][place] = loss({**params, name: moved}).imag / STEP
    return found


def compare(submission, params, X, y, reg, slip):
    """Compare the loss with SciPy's, and the gradients with the complex step."""
    net = network(submission, params)
    loss, grads = net.call("loss", X, y, reg=reg, returns=loss_and_grads(params))
    assert_close(loss, network_loss(params, X, y, reg), f"loss with reg = {reg}", slip)
    wanted = slopes(params, np.asarray(X), y, reg)
    for name in NAMES:
        assert_gradient(grads[name], wanted[name], f"grads[{name!r}] with reg = {reg}", slip)


@pytest.mark.question("parameter_counts", weight=2)
def test_counts_for_any_image(submission):
    """Gray images and color, high ones and wide, one unit or filter and many: the counts are right."""
    slip = Text(
        "Height and width may differ, and a filter's weights do not depend on them.",
        "높이와 너비는 다를 수 있고, 필터의 가중치 수는 이미지 크기와 관계가 없어요.",
    )
    for (C, H, W), hidden, filters, size in [
        ((1, 1, 1), 1, 1, 1),
        ((1, 8, 8), 50, 4, 3),
        ((3, 5, 9), 7, 2, 3),
        ((4, 6, 2), 1, 1, 2),
        ((3, 224, 224), 4096, 64, 7),
    ]:
        counts = submission.network.parameter_counts.call((C, H, W), hidden, filters, size, returns=COUNTS)
        shape = (C, H, W)
        assert_equal(counts["inputs"], math.prod(shape), f"inputs of {shape}", slip)
        assert_equal(counts["dense_weights"], math.prod((*shape, hidden)), f"dense_weights of {shape}", slip)
        assert_equal(counts["conv_weights"], math.prod((filters, C, size, size)), f"conv_weights of {shape}", slip)


@pytest.mark.question("two_layer_loss", weight=1)
def test_scores_at_any_size(submission, rng):
    """One example, input, hidden unit or class, or many, and inputs that are views: the scores are right."""
    slip = Text("Is the shape (N, C) for N = 1 too?", "N = 1일 때도 shape이 (N, C)인가요?")
    for N, D, H, C in [(1, 1, 1, 2), (1, 3, 2, 4), (4, 1, 3, 2), (3, 5, 1, 2), (5, 2, 6, 3)]:
        params, X = some_params(rng, D, H, C), rng.normal(size=(D, N)).T
        scores = network(submission, params).call("loss", X, returns=array("scores", shape=(N, C)))
        assert_close(scores, network_scores(params, X), "scores", slip)


@pytest.mark.question("two_layer_loss", weight=2)
def test_data_part_alone(submission, rng):
    """Without regularization, loss and gradients are right: one example, two classes, and a class that is absent."""
    for N, D, H, C, y in [(1, 2, 3, 2, [1]), (4, 3, 4, 2, [0, 1, 1, 0]), (5, 3, 4, 4, [0, 3, 3, 1, 0])]:
        compare(submission, some_params(rng, D, H, C), rng.normal(size=(N, D)), np.array(y), 0.0, CHAIN)


@pytest.mark.question("two_layer_loss", weight=2)
def test_penalty_alone(submission, rng):
    """Where all inputs and biases are 0, the loss is log C plus the penalty, and W1 and W2 have its gradients."""
    params = {**some_params(rng, 3, 4, 5), "b1": np.zeros(4), "b2": np.zeros(5)}
    X, y = np.zeros((6, 3)), np.array([0, 1, 2, 3, 4, 0])
    squares = float((params["W1"] ** 2).sum() + (params["W2"] ** 2).sum())
    for reg in (0.3, 3.0):
        loss, grads = network(submission, params).call("loss", X, y, reg=reg, returns=loss_and_grads(params))
        assert_close(loss, math.log(5) + reg * squares, "loss", PENALTY)
        for name in ("W1", "W2"):
            assert_gradient(grads[name], reg * (params[name] + params[name]), f"grads[{name!r}]", PENALTY)


@pytest.mark.question("two_layer_loss", weight=2)
def test_both_parts(submission, rng):
    """With regularization weak and strong, loss and gradients are right, those of large biases too."""
    for reg in (0.1, 3.0):
        params, half = some_params(rng, 3, 6, 3), rng.normal(size=(4, 3))
        params["b2"] = params["b2"] - 2.5
        X = np.concatenate([half, -half])  # so that no hidden unit is open for all of them
        compare(submission, params, X, np.array([2, 0, 1, 1, 0, 2, 0, 1]), reg, PENALTY)


@pytest.mark.question("two_layer_loss", weight=1)
def test_labels_of_other_types(submission, rng):
    """Labels may be a list of integers, or whole numbers as floats."""
    params, X = some_params(rng, 3, 4, 3), rng.normal(size=(12, 3))
    slip = Text("softmax.softmax_loss takes such labels as they are.", "softmax.softmax_loss는 그런 레이블도 받아요.")
    labels = [2, 0, 1, 1] * 3
    for y in (labels, np.array(labels, dtype=np.float64), np.array(labels, dtype=np.uint8)):
        compare(submission, params, X, y, 0.2, slip)


@pytest.mark.question("two_layer_loss", weight=1)
def test_large_scores(submission, rng):
    """Scores of ten thousand give a finite loss and gradients, never NaN."""
    params = some_params(rng, 3, 4, 3)
    params["W2"] = params["W2"] * 1e4
    slip = Text("Does the loss come from softmax.softmax_loss?", "손실을 softmax.softmax_loss로 구했나요?")
    compare(submission, params, rng.normal(size=(15, 3)), np.array([0, 1, 2, 2, 1] * 3), 0.0, slip)


@pytest.mark.question("two_layer_loss", weight=0.5)
def test_permuted_pixels(submission, digits, rng):
    """Digits whose pixels are shuffled get the scores that they had, if the rows of W1 are shuffled along."""
    params, X, order = some_params(rng, 64, 20, 10, 0.2), digits.rows[:6] / 16, rng.permutation(64)
    shuffled = {**params, "W1": params["W1"][order]}
    scores = network(submission, shuffled).call("loss", X[:, order], returns=array("scores", shape=(6, 10)))
    slip = Text("Does each pixel meet its own row of W1?", "픽셀마다 W1에서 자기 행과 곱해지나요?")
    assert_close(scores, network_scores(params, X), "scores", slip)


@pytest.mark.question("two_layer_loss", weight=0.5, gate="inputs")
def test_loss_leaves_the_examples_alone(submission, rng):
    """Neither X nor y is modified."""
    net = network(submission, some_params(rng, 3, 4, 2))
    assert_unmodified(net.observe("loss", rng.normal(size=(4, 3)), np.array([0, 1, 1, 0]), reg=0.5))


@pytest.mark.question("two_layer_loss", weight=1.1, gate="inputs")
def test_loss_leaves_the_parameters_alone(submission, rng):
    """The weights and biases stay as they are: loss takes no step."""
    params = some_params(rng, 3, 4, 2)
    net = network(submission, params)
    net.call("loss", rng.normal(size=(4, 3)), np.array([0, 1, 1, 0]), reg=0.5)
    kept = net.get("params", mapping("params", **{name: array(name, shape=params[name].shape) for name in NAMES}))
    for name in NAMES:
        assert_true(
            np.array_equal(kept[name], params[name]),
            Text(
                f"self.params[{name!r}] was modified. `+=` changes an array in place; make a new one.",
                f"self.params[{name!r}]이(가) 바뀌었어요. `+=`는 배열 자체를 바꾸니 새 배열을 만드세요.",
            ),
        )
