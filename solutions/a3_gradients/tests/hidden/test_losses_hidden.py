"""Hidden tests of the values of losses.py, one aspect each, against slopes by a complex step.

Where f is smooth, f(x + ih) = f(x) + ih f'(x) - ..., so the imaginary part over h is the slope, exact to rounding for
h = 1e-30. The losses here are written for complex scores too. They would be answers in a student's file, so they stand
in this one. They have no regularization: what reg adds is compared by itself, as a difference.
"""

import numpy as np
import pytest
from a3_gradients_oracles import (
    GRADIENT_MEAN,
    GRADIENT_REG,
    HINGE_COLUMNS,
    HINGE_LOSS,
    LOSS,
    LOSS_MEAN,
    LOSS_REG,
    SOFTMAX_COLUMNS,
    SOFTMAX_LOSS,
    STABLE,
    assert_columns_cancel,
    gradient_of,
    loss_of,
)
from scipy.special import logsumexp

from autograder.testing import Text, array, assert_close, assert_gradient, assert_true, assert_unmodified

OTHER_TYPES = Text(
    "y may be a list, integral floats or small integers, and arrays may be float32 or lie otherwise in memory: make y "
    "an array of int64 before you index with it.",
    "y는 리스트나 정수값 실수, 작은 정수형일 수 있고, 배열은 float32이거나 메모리에 다르게 놓였을 수 있어요. "
    "y를 인덱스로 쓰기 전에 int64 배열로 바꾸세요.",
)
KINK = Text(
    "At a margin of exactly 0 the loss counts as flat: only margins above 0 add to the gradient.",
    "마진이 정확히 0이면 손실을 평평하다고 봐요. 0보다 큰 마진만 기울기에 더해지나요?",
)
ONE_EXAMPLE = [(1, 2), (3, 3), (2, 6), (4, 2)]
"""Features and classes of a single example."""

SEVERAL_EXAMPLES = [(4, 1, 3), (2, 3, 6), (9, 4, 2), (7, 2, 5)]
"""Examples, features and classes; of six classes and two examples, most classes have none."""


def hinge_loss(W, X, y):
    """The mean hinge loss, class by class; W may be complex."""
    own = [row[int(label)] for row, label in zip(X @ W, y, strict=True)]
    margins = [
        score - own[i] + 1 for i, row in enumerate(X @ W) for label, score in enumerate(row) if label != int(y[i])
    ]
    return sum(margin for margin in margins if margin.real > 0) / len(y)


def log_loss(W, X, y):
    """The mean softmax loss, by SciPy's logsumexp; W may be complex."""
    scores = X @ W
    own = sum(row[int(label)] for row, label in zip(scores, y, strict=True))
    return (np.sum(logsumexp(scores, axis=1)) - own) / len(y)


HINGE, SOFTMAX = (hinge_loss, HINGE_LOSS, HINGE_COLUMNS), (log_loss, SOFTMAX_LOSS, SOFTMAX_COLUMNS)


def known(question):
    """The oracle of a question, and what is likely wrong with the loss and with the columns of wrong classes."""
    return HINGE if question.startswith("svm") else SOFTMAX


def slopes(loss, W):
    """The slope of `loss` along every number of W, by a complex step."""
    along = np.eye(W.size).reshape(-1, *W.shape)
    return np.reshape([loss(W + 1e-30j * one).imag / 1e-30 for one in along], W.shape)


def smallest_margin(W, X, y):
    """How near the hinge loss comes to a kink: the smallest |margin| of a class that is not the own."""
    scores = X @ W
    margins = [
        abs(score - row[int(label)] + 1)
        for row, label in zip(scores, y, strict=True)
        for other, score in enumerate(row)
        if other != int(label)
    ]
    return min(margins)


def batch(rng, N, D, C):
    """W, X, y of about unit scale, whose hinge loss is away from its kinks and not 0."""
    while True:
        W, X, y = rng.normal(scale=0.6, size=(D, C)), rng.normal(size=(N, D)), rng.integers(0, C, size=N)
        if smallest_margin(W, X, y) > 1e-3 and hinge_loss(W, X, y) > 0:
            return W, X, y


def read_loss(function, question, W, X, y, reg=0.0):
    """The loss of the submission, read as the question asks for it."""
    return LOSS.get(question, loss_of)(function, W, X, y, reg)


@pytest.mark.question(
    "svm_loss_naive",
    "svm_loss_vectorized",
    "softmax_loss_naive",
    "softmax_loss_vectorized",
    weight={
        "svm_loss_naive": 4,
        "svm_loss_vectorized": 0.9,
        "softmax_loss_naive": 3.5,
        "softmax_loss_vectorized": 0.35,
    },
)
def test_loss_of_one_example(function, question, rng):
    """{variant}: the loss of a single example is right, for one feature or many and few classes or many."""
    oracle, slip, _columns = known(question)
    for D, C in ONE_EXAMPLE:
        W, X, y = batch(rng, 1, D, C)
        assert_close(read_loss(function, question, W, X, y), oracle(W, X, y), "loss (N = 1, reg = 0)", slip)


@pytest.mark.question(
    "svm_loss_naive",
    "svm_loss_vectorized",
    "softmax_loss_naive",
    "softmax_loss_vectorized",
    weight={"svm_loss_naive": 4, "svm_loss_vectorized": 1.1, "softmax_loss_naive": 4, "softmax_loss_vectorized": 0.6},
)
def test_loss_is_a_mean(function, question, rng):
    """{variant}: the loss of several examples is the mean of theirs."""
    oracle, _slip, _columns = known(question)
    for N, D, C in SEVERAL_EXAMPLES:
        W, X, y = batch(rng, N, D, C)
        assert_close(read_loss(function, question, W, X, y), oracle(W, X, y), f"loss (N = {N}, reg = 0)", LOSS_MEAN)


@pytest.mark.question(
    "svm_loss_naive",
    "svm_loss_vectorized",
    "softmax_loss_naive",
    "softmax_loss_vectorized",
    weight={"svm_loss_naive": 8, "svm_loss_vectorized": 1.2, "softmax_loss_naive": 5, "softmax_loss_vectorized": 0.5},
)
def test_columns_of_the_wrong_classes(function, question, rng):
    """{variant}: the gradient of a single example is right in the columns of all classes but its own."""
    oracle, _slip, slip = known(question)
    for D, C in ONE_EXAMPLE:
        W, X, y = batch(rng, 1, D, C)
        others = np.arange(C) != y[0]
        expected = slopes(lambda V, X=X, y=y: oracle(V, X, y), W)
        found = gradient_of(function, W, X, y, 0.0)
        assert_gradient(found[:, others], expected[:, others], "dW of the wrong classes (N = 1, reg = 0)", slip)


@pytest.mark.question(
    "svm_loss_naive",
    "svm_loss_vectorized",
    "softmax_loss_naive",
    "softmax_loss_vectorized",
    weight={"svm_loss_naive": 9, "svm_loss_vectorized": 1.3, "softmax_loss_naive": 5, "softmax_loss_vectorized": 0.7},
)
def test_column_of_the_right_class(function, rng):
    """{variant}: the right class loses what the others get, also where a class has several examples."""
    for N, D, C in [(1, 2, 4), (3, 2, 3), (5, 3, 4)]:
        W, X, _y = batch(rng, N, D, C)
        y = (X @ W).argmin(axis=1)  # where the right class wins, a hinge may be 0 and shows nothing
        assert_columns_cancel(gradient_of(function, W, X, y, 0.0))
    X[1:3] = X[0]
    lowest, second = (X[0] @ W).argsort()[:2]
    for y in (np.full(5, lowest), np.array([lowest, lowest, lowest, second, second])):
        assert_columns_cancel(gradient_of(function, W, X, y, 0.0))


@pytest.mark.question(
    "svm_loss_naive",
    "svm_loss_vectorized",
    "softmax_loss_naive",
    "softmax_loss_vectorized",
    weight={"svm_loss_naive": 6, "svm_loss_vectorized": 1.1, "softmax_loss_naive": 4, "softmax_loss_vectorized": 1.1},
)
def test_gradient_is_a_mean(function, question, rng):
    """{variant}: the gradient of several examples is the slope of their mean loss."""
    oracle, _slip, _columns = known(question)
    for N, D, C in SEVERAL_EXAMPLES:
        W, X, y = batch(rng, N, D, C)
        expected = slopes(lambda V, X=X, y=y: oracle(V, X, y), W)
        assert_gradient(gradient_of(function, W, X, y, 0.0), expected, f"dW (N = {N}, reg = 0)", GRADIENT_MEAN)


@pytest.mark.question(
    "svm_loss_naive",
    "svm_loss_vectorized",
    "softmax_loss_naive",
    "softmax_loss_vectorized",
    weight={
        "svm_loss_naive": 6.5,
        "svm_loss_vectorized": 1.5,
        "softmax_loss_naive": 6.6,
        "softmax_loss_vectorized": 1.5,
    },
)
def test_regularization_adds_to_the_loss(function, question, rng):
    """{variant}: regularization adds reg * np.sum(W**2) to the loss, for any reg and any number of examples."""
    for N, D, C in [(1, 2, 3), (8, 3, 3)]:
        W, X, y = batch(rng, N, D, C)
        for reg in (0.5, 40.0):
            plain, strong = (read_loss(function, question, W, X, y, strength) for strength in (0.0, reg))
            assert_close(strong - plain, reg * np.sum(W**2), f"what reg = {reg:g} adds to the loss", LOSS_REG)


@pytest.mark.question(
    "svm_loss_naive",
    "svm_loss_vectorized",
    "softmax_loss_naive",
    "softmax_loss_vectorized",
    weight={
        "svm_loss_naive": 8.5,
        "svm_loss_vectorized": 1.5,
        "softmax_loss_naive": 6.6,
        "softmax_loss_vectorized": 1.5,
    },
)
def test_regularization_adds_to_the_gradient(function, rng):
    """{variant}: regularization adds 2 * reg * W to dW, for any reg and any number of examples."""
    for N, D, C in [(1, 2, 3), (8, 3, 3)]:
        W, X, y = batch(rng, N, D, C)
        for reg in (0.5, 40.0):
            plain, strong = (gradient_of(function, W, X, y, strength) for strength in (0.0, reg))
            assert_gradient(strong - plain, 2 * reg * W, f"what reg = {reg:g} adds to dW", GRADIENT_REG)


def other_types(rng):
    """Batches whose labels are of other types, and whose arrays are views or of float32."""
    W, X, y = batch(rng, 5, 4, 3)
    spread = np.repeat(np.repeat(X, 2, axis=0), 3, axis=1)[::2, ::-3]  # the columns of X from right to left
    yield W, X, y.tolist()
    yield np.asfortranarray(W), X, y.astype(np.float64)
    yield W, spread, y.astype(np.uint8)
    yield np.repeat(W, 2, axis=0)[::-2], np.asfortranarray(X), np.repeat(y, 2)[::2]
    yield W.astype(np.float32), X.astype(np.float32), y


def in_float64(W, X, y):
    """The same numbers in the types that oracles take."""
    return np.asarray(W, np.float64), np.asarray(X, np.float64), np.asarray(y).astype(np.int64)


@pytest.mark.question(
    "svm_loss_naive",
    "svm_loss_vectorized",
    "softmax_loss_naive",
    "softmax_loss_vectorized",
    weight={"svm_loss_naive": 3, "svm_loss_vectorized": 0.5, "softmax_loss_naive": 4, "softmax_loss_vectorized": 0.9},
)
def test_loss_of_other_types(function, question, rng):
    """{variant}: the loss is right for labels of other types, for float32 and for views."""
    oracle, _slip, _columns = known(question)
    for W, X, y in other_types(rng):
        expected = W.dtype.type(oracle(*in_float64(W, X, y)))
        assert_close(read_loss(function, question, W, X, y), expected, "loss (reg = 0)", OTHER_TYPES)


@pytest.mark.question(
    "svm_loss_naive",
    "svm_loss_vectorized",
    "softmax_loss_naive",
    "softmax_loss_vectorized",
    weight={"svm_loss_naive": 3, "svm_loss_vectorized": 0.5, "softmax_loss_naive": 4, "softmax_loss_vectorized": 0.4},
)
def test_gradient_of_other_types(function, question, rng):
    """{variant}: the gradient is right for labels of other types, for float32 and for views."""
    oracle, _slip, _columns = known(question)
    for W, X, y in other_types(rng):
        W64, X64, labels = in_float64(W, X, y)
        expected = slopes(lambda V, X=X64, y=labels: oracle(V, X, y), W64).astype(W.dtype)
        found = gradient_of(function, W, X, y, 0.0)
        compare = assert_close if W.dtype == np.float32 else assert_gradient
        compare(found, expected, "dW (reg = 0)", OTHER_TYPES)


@pytest.mark.question(
    "svm_loss_naive", "svm_loss_vectorized", weight={"svm_loss_naive": 6.5, "svm_loss_vectorized": 0.4}
)
def test_svm_at_its_kinks(function):
    """{variant}: a margin of exactly 0 adds nothing to the gradient."""
    W = np.array([[2.0, 1.0, 1.5], [0.25, 1.0, 0.0]])
    for x, flat, steep in [((1.0, 0.0), 1, 2), ((0.0, 4.0), 2, 1)]:
        dW = gradient_of(function, W, np.array([x]), np.array([0]), 0.0)
        assert_close(dW[:, flat], [0, 0], f"dW[:, {flat}], where the margin is 0 (reg = 0)", KINK)
        claim = Text("a margin above 0 adds to the gradient", "0보다 큰 마진은 그래디언트에 더해집니다")
        assert_true(dW[:, steep].any(), claim, KINK)
        assert_close(dW[:, 0], -dW[:, steep], "dW[:, 0], which loses what the others get (reg = 0)", KINK)
    dW = gradient_of(function, W, np.array([[2.0, 0.0]]), np.array([0]), 0.0)  # margins of -1 and 0
    assert_close(dW, np.zeros((2, 3)), "dW, where no margin is above 0 (reg = 0)", KINK)


@pytest.mark.question(
    "softmax_loss_naive", "softmax_loss_vectorized", weight={"softmax_loss_naive": 11.2, "softmax_loss_vectorized": 2.2}
)
def test_softmax_loss_at_large_scores(function, rng):
    """{variant}: for scores of 10,000, positive and negative, the loss does not overflow and takes no log of 0."""
    for W, X, y in large_scores(rng):
        assert_close(loss_of(function, W, X, y, 0.0), log_loss(W, X, y), "loss (reg = 0)", STABLE)


@pytest.mark.question(
    "softmax_loss_naive", "softmax_loss_vectorized", weight={"softmax_loss_naive": 7, "softmax_loss_vectorized": 0.95}
)
def test_softmax_gradient_at_large_scores(function, rng):
    """{variant}: for scores of 10,000, positive and negative, no entry of the gradient is inf or NaN."""
    for W, X, y in large_scores(rng):
        expected = slopes(lambda V, X=X, y=y: log_loss(V, X, y), W)
        assert_gradient(gradient_of(function, W, X, y, 0.0), expected, "dW (reg = 0)", STABLE)


def large_scores(rng):
    """Examples by themselves; then rows of very different scores, each of which is sure and right and so loses 0."""
    large = float(rng.integers(9_000, 10_001))
    W = np.array([[large, -large, 3.0], [0.5, 1.0, 0.25]])
    yield W, np.array([[1.0, 1.0]]), np.array([1])
    yield W, np.array([[-1.0, 2.0]]), np.array([2])
    yield np.array([[-large, -large - 1, -large - 2]]), np.array([[1.5]]), np.array([2])
    yield np.array([[large, large / 2, 0.0]]), np.array([[1.0], [-1.0], [2.0]]), np.array([0, 2, 0])


PRECISION = Text(
    "W and X are float64 here, and so are the loss and dW: cast nothing to float32, which has half the digits.",
    "여기서 W와 X는 float64이고 손실과 dW도 float64예요. 자릿수가 절반인 float32로 바꾸지 마세요.",
)


def assert_full_precision(function, rng):
    """What comes of float64 has no fewer digits; only types are looked at, not values."""
    W, X, y = batch(rng, 5, 3, 4)
    returns = (array("loss", shape=(), kind="float"), array("dW", shape=W.shape, kind="float"))
    for name, value in zip(("loss", "dW"), function.call(W, X, y, 0.5, returns=returns), strict=True):
        claim = Text(f"{name} is float64 (it is {value.dtype})", f"{name}의 dtype은 float64이다(지금은 {value.dtype})")
        assert_true(value.dtype.itemsize >= 8, claim, PRECISION)


@pytest.mark.question(
    "svm_loss_naive", "softmax_loss_naive", weight={"svm_loss_naive": 12, "softmax_loss_naive": 12}, gate="shape"
)
def test_float64_stays_float64(function, rng):
    """{variant}: for float64 inputs the loss and the gradient are float64."""
    assert_full_precision(function, rng)


@pytest.mark.question(
    "svm_loss_vectorized",
    "softmax_loss_vectorized",
    weight=14,
    gate="shape",
    after=(
        "test_vectorized_is_flat_in_the_examples",
        "test_vectorized_is_flat_in_the_classes",
        "test_vectorized_is_flat_in_the_features",
    ),
)
def test_vectorized_keeps_float64(function, rng):
    """{variant}: for float64 inputs the loss and the gradient are float64."""
    assert_full_precision(function, rng)


@pytest.mark.question(
    "svm_loss_naive",
    "svm_loss_vectorized",
    "softmax_loss_naive",
    "softmax_loss_vectorized",
    weight={
        "svm_loss_naive": 16,
        "svm_loss_vectorized": 2,
        "softmax_loss_naive": 16.4,
        "softmax_loss_vectorized": 2,
    },
    gate="inputs",
)
def test_leaves_its_input_alone(function, rng):
    """{variant}: neither W nor X nor y is modified."""
    W, X, y = batch(rng, 5, 3, 4)
    assert_unmodified(function.observe(W, X, y, 0.7))
