"""Hidden tests of network.py."""

import math

import numpy as np
import pytest
from a5_networks_oracles import CHAIN, NAMES, PENALTY, affine, counted, grads_of, loss_of, network
from scipy.special import logsumexp

from autograder.testing import (
    Text,
    array,
    assert_close,
    assert_equal,
    assert_gradient,
    assert_true,
    assert_unmodified,
    mapping,
)

STEP = 1e-30
MEAN = Text("Is the loss a mean over the examples, taken once?", "손실이 예제에 대한 평균이고, 평균을 한 번만 냈나요?")
NO_BIASES = Text("The penalty is on W1 and W2 alone.", "정규화 항은 W1과 W2에만 있어요.")


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


def lifted(params):
    """The same network with all scores above 0, which changes no loss: what happens to those below is another test."""
    return {**params, "b2": params["b2"] + 50}


def compare_loss(submission, params, X, y, reg, slip):
    """Compare the loss with SciPy's."""
    found = loss_of(submission, params, X, y, reg)
    assert_close(found, network_loss(params, X, y, reg), f"loss with reg = {reg}", slip)


def compare_grads(submission, params, X, y, reg, names, slip):
    """Compare these gradients with the complex step."""
    found, wanted = grads_of(submission, params, X, y, names, reg), slopes(params, np.asarray(X), y, reg)
    for name in names:
        assert_gradient(found[name], wanted[name], f"grads[{name!r}] with reg = {reg}", slip)


COUNT = Text(
    "Height and width may differ, and a filter's weights do not depend on them.",
    "높이와 너비는 다를 수 있고, 필터의 가중치 수는 이미지 크기와 관계가 없어요.",
)


@pytest.mark.question("parameter_counts", weight=17)
def test_inputs_of_any_image(submission, rng):
    """Images gray or color, high or wide: every number is counted."""
    high, wide = rng.integers(5, 9), rng.integers(9, 240)
    for shape in [(1, 1, 3), (1, high, high), (3, high, wide), (4, wide, 2), (3, wide, high)]:
        shape = tuple(map(int, shape))
        found = counted(submission, "inputs", shape, 7, 2, 3)
        assert_equal(found, math.prod(shape), f"inputs of {shape}", COUNT)


@pytest.mark.question("parameter_counts", weight=3)
def test_dense_weights_of_any_layer(submission, rng):
    """One hidden unit or many: one weight for each pair of an input and a unit."""
    high, wide, units = rng.integers([5, 9, 10], [9, 240, 4097]).tolist()
    for shape, hidden in [((1, 2, 2), 1), ((1, high, high), units), ((3, high, wide), 4 * units)]:
        found = counted(submission, "dense_weights", shape, hidden, 2, 3)
        assert_equal(found, math.prod((*shape, hidden)), f"dense_weights of {shape}", COUNT)


@pytest.mark.question("parameter_counts", weight=4)
def test_conv_weights_of_any_layer(submission, rng):
    """Filters small and large, few and many, on gray images and on color: all weights are counted."""
    few, many = rng.integers([2, 10], [6, 65]).tolist()
    for shape, filters, size in [((1, 8, 8), few, 3), ((3, 5, 9), few, 3), ((4, 6, 2), 1, 2), ((3, 224, 224), many, 7)]:
        found = counted(submission, "conv_weights", shape, 9, filters, size)
        assert_equal(found, math.prod((filters, shape[0], size, size)), f"conv_weights of {shape}", COUNT)


@pytest.mark.question("parameter_counts", weight=12)
def test_conv_weights_of_each_channel(submission, rng):
    """Each further channel adds size * size weights to every filter."""
    filters = int(rng.integers(4, 9))
    one, two, five = (counted(submission, "conv_weights", (C, 1, 1), 9, filters, 1) for C in (1, 2, 5))
    slip = Text("A filter reaches through all channels.", "필터는 모든 채널을 관통해요.")
    assert_equal([two - one, five - two], [filters, 3 * filters], "weights for one and for three more channels", slip)


@pytest.mark.question("parameter_counts", weight=7)
def test_conv_weights_of_each_side(submission, rng):
    """A filter that is twice as high and as wide has four times the weights."""
    filters = int(rng.integers(4, 9))
    one, two, four = (counted(submission, "conv_weights", (1, 1, 1), 9, filters, size) for size in (1, 2, 4))
    slip = Text("A filter has size rows and size columns.", "필터는 size행, size열이에요.")
    assert_equal([two - one, four - two], [3 * filters, 12 * filters], "weights that larger filters have more", slip)


@pytest.mark.question("parameter_counts", weight=27)
def test_conv_weights_do_not_depend_on_the_image(submission, rng):
    """All places of an image share the weights: only more filters have more."""
    high, wide = rng.integers([4, 8], [8, 30]).tolist()
    few, large, many = (
        counted(submission, "conv_weights", shape, 9, filters, 3)
        for shape, filters in [((3, 1, 1), 2), ((3, high, wide), 2), ((3, 1, 1), 5)]
    )
    assert_equal(large - few, 0, "weights that a larger image has more", COUNT)
    claim = Text("five filters have more weights than two", "필터 다섯 개의 가중치가 두 개보다 많습니다")
    assert_true(many > few, claim, COUNT)


@pytest.mark.question("two_layer_loss", weight=2)
def test_scores_at_any_size(submission, rng):
    """One example, input, hidden unit or class, or many, and inputs that are views: the scores are right."""
    slip = Text("Is the shape (N, C) for N = 1 too?", "N = 1일 때도 shape이 (N, C)인가요?")
    for N, D, H, C in [(1, 1, 1, 2), (1, 3, 2, 4), (4, 1, 3, 2), (3, 5, 1, 2), (5, 2, 6, 3)]:
        params, X = some_params(rng, D, H, C), rng.normal(size=(D, N)).T
        scores = network(submission, params).call("loss", X, returns=array("scores", shape=(N, C)))
        assert_close(scores, network_scores(params, X), "scores", slip)


ONE = [(2, 3, 2, 1), (3, 4, 4, 3), (4, 8, 3, 0)]  # D, H, C and the label of a single example
SEVERAL = [(3, 4, 2, [0, 1, 1, 0]), (3, 4, 4, [0, 3, 3, 1, 0]), (1, 5, 3, [2, 2, 1])]


def half_open(rng, D, H, C):
    """A network whose first hidden unit is closed, so that the ReLU shows, and whose scores are above 0."""
    params = lifted(some_params(rng, D, H, C))
    params["b1"][0] = -20.0
    return params


def of_one(rng, compare):
    """Compare something of networks on a single example."""
    for D, H, C, label in ONE:
        compare(half_open(rng, D, H, C), rng.normal(size=(1, D)), np.array([label]))


def of_several(rng, compare):
    """Compare something of networks on several examples: two classes, a class that is absent, a single input."""
    for D, H, C, y in SEVERAL:
        compare(half_open(rng, D, H, C), rng.normal(size=(len(y), D)), np.array(y))


@pytest.mark.question("two_layer_loss", weight=3)
def test_loss_of_one_example(submission, rng):
    """Without regularization, the loss of a single example is right."""
    of_one(rng, lambda params, X, y: compare_loss(submission, params, X, y, 0.0, MEAN))


@pytest.mark.question("two_layer_loss", weight=2)
def test_loss_of_several_examples(submission, rng):
    """Without regularization, the loss of several examples is the mean of theirs."""
    of_several(rng, lambda params, X, y: compare_loss(submission, params, X, y, 0.0, MEAN))


@pytest.mark.question("two_layer_loss", weight=3)
def test_second_layer_of_one_example(submission, rng):
    """Without regularization, the gradients of W2 and b2 of a single example are right."""
    names = ("W2", "b2")
    of_one(rng, lambda params, X, y: compare_grads(submission, params, X, y, 0.0, names, CHAIN))


@pytest.mark.question("two_layer_loss", weight=2)
def test_second_layer_of_several_examples(submission, rng):
    """Without regularization, the gradients of W2 and b2 of several examples are the means of theirs."""
    names = ("W2", "b2")
    of_several(rng, lambda params, X, y: compare_grads(submission, params, X, y, 0.0, names, MEAN))


@pytest.mark.question("two_layer_loss", weight=5)
def test_first_layer_of_one_example(submission, rng):
    """Without regularization, the gradients of W1 and b1 of a single example are right."""
    names = ("W1", "b1")
    of_one(rng, lambda params, X, y: compare_grads(submission, params, X, y, 0.0, names, CHAIN))


@pytest.mark.question("two_layer_loss", weight=2)
def test_first_layer_of_several_examples(submission, rng):
    """Without regularization, the gradients of W1 and b1 of several examples are the means of theirs."""
    names = ("W1", "b1")
    of_several(rng, lambda params, X, y: compare_grads(submission, params, X, y, 0.0, names, MEAN))


def without_biases(rng):
    """A network without biases whose scores are all 0 or above, six examples and their labels."""
    params = {**some_params(rng, 3, 4, 5), "b1": np.zeros(4), "b2": np.zeros(5)}
    params["W2"] = np.abs(params["W2"])
    return params, rng.normal(size=(6, 3)), np.array([0, 1, 2, 3, 4, 0])


@pytest.mark.question("two_layer_loss", weight=4)
def test_penalty_of_any_strength(submission, rng):
    """Regularization adds reg * (sum(W1**2) + sum(W2**2)) to the loss, not divided by anything."""
    params, X, y = without_biases(rng)
    squares = math.fsum(float(weight) ** 2 for name in ("W1", "W2") for weight in params[name].flat)
    for reg in (0.3, 3.0):
        more = loss_of(submission, params, X, y, reg) - loss_of(submission, params, X, y)
        assert_close(more, reg * squares, "loss with reg less loss without", PENALTY)


@pytest.mark.question("two_layer_loss", weight=3)
def test_slopes_of_the_penalty(submission, rng):
    """Regularization adds 2 * reg * W to the gradients of W1 and W2, not divided by anything."""
    params, X, y = without_biases(rng)
    names = ("W1", "W2")
    for reg in (0.3, 3.0):
        without, penalized = (grads_of(submission, params, X, y, names, strength) for strength in (0.0, reg))
        for name in names:
            more = penalized[name] - without[name]
            assert_gradient(
                more, reg * (params[name] + params[name]), f"grads[{name!r}] with reg less without", PENALTY
            )


@pytest.mark.question("two_layer_loss", weight=6)
def test_biases_have_no_penalty(submission, rng):
    """Where all weights are 0, regularization changes neither the loss nor the gradients of the biases."""
    params = {**some_params(rng, 3, 4, 2), "W1": np.zeros((3, 4)), "W2": np.zeros((4, 2)), "b2": np.array([99.0, 3.0])}
    X, y = rng.normal(size=(5, 3)), np.ones(5, dtype=np.int64)
    without, penalized = (loss_of(submission, params, X, y, reg) for reg in (0.0, 2.0))
    claim = Text(
        "where a wrong score is 96 larger, the loss is not small", "틀린 점수가 96만큼 크면 손실이 작지 않습니다"
    )
    assert_true(without > 3, claim, MEAN)
    assert_close(penalized - without, 0.0, "loss with reg less loss without", NO_BIASES)
    names = ("b1", "b2")
    first, second = (grads_of(submission, params, X, y, names, reg) for reg in (0.0, 2.0))
    for name in names:
        assert_close(second[name] - first[name], 0 * params[name], f"grads[{name!r}] with reg less without", NO_BIASES)


@pytest.mark.question("two_layer_loss", weight=4)
def test_both_parts(submission, rng):
    """Loss and gradients of data and penalty together are right, with scores below 0 too."""
    for reg in (0.1, 3.0):
        params, half = some_params(rng, 3, 6, 3), rng.normal(size=(4, 3))
        params["b2"] = params["b2"] - 2.5
        X, y = np.concatenate([half, -half]), np.array([2, 0, 1, 1, 0, 2, 0, 1])  # no hidden unit is open for all
        compare_loss(submission, params, X, y, reg, PENALTY)
        compare_grads(submission, params, X, y, reg, NAMES, PENALTY)


@pytest.mark.question("two_layer_loss", weight=2)
def test_labels_of_other_types(submission, rng):
    """The loss takes labels that are a list of integers, or whole numbers as floats."""
    params, X = lifted(some_params(rng, 3, 4, 3)), rng.normal(size=(1, 3))
    params["b1"] = params["b1"] + 8.0  # all hidden units are open: the ReLU is a test of its own
    slip = Text("softmax.softmax_loss takes such labels as they are.", "softmax.softmax_loss는 그런 레이블도 받아요.")
    for y in ([2], np.array([1.0]), np.array([2], dtype=np.uint8)):
        compare_loss(submission, params, X, y, 0.0, slip)


@pytest.mark.question("two_layer_loss", weight=5)
def test_large_scores(submission, rng):
    """Scores of ten thousand give a finite loss and gradients, never NaN."""
    params, X = some_params(rng, 3, 4, 3), rng.normal(size=(1, 3))
    params["W2"] = np.abs(params["W2"]) * 1e4
    params["b1"] = params["b1"] + 5.0
    slip = Text("Does the loss come from softmax.softmax_loss?", "손실을 softmax.softmax_loss로 구했나요?")
    for label in range(3):
        compare_loss(submission, params, X, np.array([label]), 0.0, slip)
        compare_grads(submission, params, X, np.array([label]), 0.0, ("W2", "b2"), slip)


@pytest.mark.question("two_layer_loss", weight=3)
def test_permuted_pixels(submission, digits, rng):
    """Digits whose pixels are shuffled get the scores that they had, if the rows of W1 are shuffled along."""
    params, X, order = some_params(rng, 64, 20, 10, 0.2), digits.rows[:6] / 16, rng.permutation(64)
    shuffled = {**params, "W1": params["W1"][order]}
    scores = network(submission, shuffled).call("loss", X[:, order], returns=array("scores", shape=(6, 10)))
    slip = Text("Does each pixel meet its own row of W1?", "픽셀마다 W1에서 자기 행과 곱해지나요?")
    assert_close(scores, network_scores(params, X), "scores", slip)


@pytest.mark.question("two_layer_loss", weight=3, gate="inputs")
def test_loss_leaves_the_examples_alone(submission, rng):
    """Neither X nor y is modified."""
    net = network(submission, some_params(rng, 3, 4, 2))
    assert_unmodified(net.observe("loss", rng.normal(size=(4, 3)), np.array([0, 1, 1, 0]), reg=0.7))


@pytest.mark.question("two_layer_loss", weight=16, gate="inputs")
def test_loss_leaves_the_parameters_alone(submission, rng):
    """The weights and biases stay as they are: loss takes no step."""
    params = some_params(rng, 3, 4, 2)
    net = network(submission, params)
    net.call("loss", rng.normal(size=(4, 3)), np.array([0, 1, 1, 0]), reg=0.7)
    kept = net.get("params", mapping("params", **{name: array(name, shape=params[name].shape) for name in NAMES}))
    for name in NAMES:
        assert_true(
            np.array_equal(kept[name], params[name]),
            Text(
                f"self.params[{name!r}] was modified. `+=` changes an array in place; make a new one.",
                f"self.params[{name!r}]이(가) 바뀌었어요. `+=`는 배열 자체를 바꾸니 새 배열을 만드세요.",
            ),
        )
