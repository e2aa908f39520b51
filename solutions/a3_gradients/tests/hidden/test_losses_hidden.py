"""Hidden tests of losses.py, which compare with slopes by a complex step.

Where f is smooth, f(x + ih) = f(x) + ih f'(x) - ..., so the imaginary part over h is the slope, exact to rounding for
h = 1e-30. The losses here are written for complex scores too. They would be answers in a student's file, so they stand
in this one.
"""

import numpy as np
import pytest
from a3_gradients_oracles import (
    DATA_PART,
    LOSSES,
    REG_PART,
    STABLE,
    assert_loss,
    loss_and_gradient,
    over_classes,
    over_examples,
)
from scipy.special import logsumexp

from autograder.testing import Text, assert_close, assert_gradient, assert_is_gradient, assert_unmodified

ANY_SIZE = Text(
    "Does it hold for a single example, a single feature, two classes, and a class with no examples?",
    "예제 하나, 특성 하나, 클래스 둘, 예제가 하나도 없는 클래스에서도 맞나요?",
)
LABELS = Text(
    "y may be a list, integral floats or small integers: make it an array of int64 before you index with it.",
    "y는 리스트나 정수값 실수, 작은 정수형일 수 있어요. 인덱스로 쓰기 전에 int64 배열로 바꾸세요.",
)
VIEWS = Text(
    "Does it hold in float32, and for arrays that lie otherwise in memory?",
    "float32에서도, 메모리에 다르게 놓인 배열에서도 맞나요?",
)
KINK = Text(
    "At a margin of exactly 0 the loss counts as flat: only margins above 0 add to the gradient.",
    "마진이 정확히 0이면 손실을 평평하다고 봐요. 0보다 큰 마진만 기울기에 더해지나요?",
)
REPEATED = Text(
    "Several examples of one class change the same column of dW: each of them must count.",
    "같은 클래스의 예제 여러 개가 dW의 같은 열을 바꿔요. 모두 더해져야 해요.",
)


def hinge_loss(W, X, y, reg):
    """The SVM loss, class by class; W may be complex."""
    own = [row[int(label)] for row, label in zip(X @ W, y, strict=True)]
    margins = [
        score - own[i] + 1 for i, row in enumerate(X @ W) for label, score in enumerate(row) if label != int(y[i])
    ]
    return sum(margin for margin in margins if margin.real > 0) / len(y) + reg * np.sum(W * W)


def log_loss(W, X, y, reg):
    """The softmax loss, by SciPy's logsumexp; W may be complex."""
    scores = X @ W
    own = sum(row[int(label)] for row, label in zip(scores, y, strict=True))
    return (np.sum(logsumexp(scores, axis=1)) - own) / len(y) + reg * np.sum(W * W)


ORACLES = {
    "svm_loss_naive": hinge_loss,
    "svm_loss_vectorized": hinge_loss,
    "softmax_loss_naive": log_loss,
    "softmax_loss_vectorized": log_loss,
}


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
    """W, X, y of about unit scale, whose hinge loss is away from its kinks."""
    while True:
        W, X, y = rng.normal(scale=0.6, size=(D, C)), rng.normal(size=(N, D)), rng.integers(0, C, size=N)
        if smallest_margin(W, X, y) > 1e-3:
            return W, X, y


def compare(function, oracle, W, X, y, reg, slip):
    """A loss function of the submission agrees with an oracle, and its gradient with the oracle's slopes."""
    W64, X64, labels = np.asarray(W, np.float64), np.asarray(X, np.float64), np.asarray(y).astype(np.int64)
    measured = slopes(lambda V: oracle(V, X64, labels, reg), W64)
    assert_loss(function, W, X, y, reg, oracle(W64, X64, labels, reg), measured, slip)


@pytest.mark.question(
    "svm_loss_naive",
    "svm_loss_vectorized",
    "softmax_loss_naive",
    "softmax_loss_vectorized",
    weight={"svm_loss_naive": 1.5, "svm_loss_vectorized": 2, "softmax_loss_naive": 1.5, "softmax_loss_vectorized": 2},
)
def test_at_any_size(function, question, rng):
    """{variant}: loss and gradient are right for one example or many, one feature or many, few classes or many."""
    for N, D, C in [(1, 1, 2), (1, 3, 3), (4, 1, 3), (2, 3, 6), (9, 4, 2), (7, 2, 5)]:
        W, X, y = batch(rng, N, D, C)
        compare(function, ORACLES[question], W, X, y, float(rng.uniform(0.1, 1)), ANY_SIZE)


@pytest.mark.question("svm_loss_naive", "svm_loss_vectorized", weight={"svm_loss_naive": 0.5, "svm_loss_vectorized": 1})
def test_svm_with_repeated_labels(function, rng):
    """{variant}: all examples of a class count, also where the others have none."""
    W, X, _y = batch(rng, 5, 3, 4)
    X[1:3] = X[0]
    for y in (np.full(5, 3), np.array([2, 2, 2, 0, 0])):
        compare(function, hinge_loss, W, X, y, 0.2, REPEATED)


@pytest.mark.question(
    "svm_loss_naive",
    "svm_loss_vectorized",
    "softmax_loss_naive",
    "softmax_loss_vectorized",
    weight={
        "svm_loss_naive": 0.75,
        "svm_loss_vectorized": 2,
        "softmax_loss_naive": 0.75,
        "softmax_loss_vectorized": 1.5,
    },
)
def test_parts_apart(function, question, rng):
    """{variant}: the data part and the regularization are right, each by itself."""
    W, X, y = batch(rng, 8, 3, 3)
    compare(function, ORACLES[question], W, X, y, 0.0, DATA_PART)
    plain, strong = (function.call(W, X, y, reg, returns=loss_and_gradient(W)) for reg in (0.0, 40.0))
    assert_close(strong[0] - plain[0], 40 * np.sum(W**2), "what reg = 40 adds to the loss", LOSSES)
    assert_gradient(strong[1] - plain[1], 80 * W, "what reg = 40 adds to dW", REG_PART)


@pytest.mark.question("svm_loss_vectorized", "softmax_loss_vectorized", weight=1)
def test_vectorized_on_digits(function, question, digits, rng):
    """{variant}: on digits the gradient is the slope of the loss in every direction."""
    X, y = digits.rows[:40] / 16, digits.labels[:40]
    W = rng.normal(scale=0.3, size=(64, 10))
    loss, dW = function.call(W, X, y, 0.5, returns=loss_and_gradient(W))
    assert_close(loss, ORACLES[question](W, X, y, 0.5), "loss", LOSSES)
    assert_is_gradient(lambda V: ORACLES[question](V, X, y, 0.5), W, dW, rng, "dW", REG_PART)


def with_labels_of_other_types(function, rng, oracle):
    """Compare with the oracle for labels as a list, as integral floats and as uint8."""
    W, X, y = batch(rng, 12, 3, 4)
    for labels in (y.tolist(), y.astype(np.float64), y.astype(np.uint8)):
        compare(function, oracle, W, X, labels, 0.3, LABELS)


@pytest.mark.question(
    "svm_loss_naive",
    "svm_loss_vectorized",
    "softmax_loss_naive",
    "softmax_loss_vectorized",
    weight={
        "svm_loss_naive": 0.75,
        "svm_loss_vectorized": 1.5,
        "softmax_loss_naive": 0.75,
        "softmax_loss_vectorized": 1.3,
    },
)
def test_through_views(function, question, rng):
    """{variant}: loss and gradient are right in float32 and through views."""
    W, X, y = batch(rng, 6, 4, 3)
    spread = np.repeat(np.repeat(X, 2, axis=0), 3, axis=1)[::2, ::-3]  # the columns of X from right to left
    compare(function, ORACLES[question], np.asfortranarray(W), X, np.repeat(y, 2)[::2], 0.3, VIEWS)
    compare(function, ORACLES[question], np.repeat(W, 2, axis=0)[::-2], spread, y, 0.3, VIEWS)
    compare(function, ORACLES[question], W.astype(np.float32), X.astype(np.float32), y, 0.3, VIEWS)


@pytest.mark.question(
    "svm_loss_naive", "svm_loss_vectorized", weight={"svm_loss_naive": 0.25, "svm_loss_vectorized": 0.75}
)
def test_svm_at_its_kinks(function):
    """{variant}: a margin of exactly 0 adds nothing to the gradient."""
    W = np.array([[2.0, 1.0, 0.0], [0.0, 0.0, 1.0]])
    X = np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0], [1.0, 0.0]])
    for count in (1, 2, 3, 4):
        y = np.array([0, 2, 0, 1])[:count]
        compare(function, hinge_loss, W, X[:count], y, 0.5, KINK)


@pytest.mark.question(
    "svm_loss_naive",
    "svm_loss_vectorized",
    "softmax_loss_naive",
    "softmax_loss_vectorized",
    weight={"svm_loss_naive": 1.2, "svm_loss_vectorized": 2, "softmax_loss_naive": 1.5, "softmax_loss_vectorized": 2},
    gate="inputs",
)
def test_leaves_its_input_alone(function, rng):
    """{variant}: neither W nor X nor y is modified."""
    W, X, y = batch(rng, 5, 3, 4)
    assert_unmodified(function.observe(W, X, y, 0.7))


@pytest.mark.question(
    "softmax_loss_naive", "softmax_loss_vectorized", weight={"softmax_loss_naive": 2.5, "softmax_loss_vectorized": 3.1}
)
def test_softmax_at_large_scores(function):
    """{variant}: for scores of 10,000, positive and negative, nothing overflows and no log is taken of 0."""
    W = np.array([[1e4, -1e4, 3.0], [0.5, 1.0, 0.25]])
    for rows, y in [([[1.0, 1.0]], [0]), ([[-1.0, 2.0], [1.0, 0.0]], [0, 2]), ([[0.0, 1.0], [1.0, 1.0]], [1, 1])]:
        compare(function, log_loss, W, np.array(rows), np.array(y), 1e-6, STABLE)
    level = np.array([[-1e4, -1e4 - 1, -1e4 - 2]])
    compare(function, log_loss, level, np.array([[1.0], [1.5]]), np.array([2, 0]), 0.0, STABLE)


@pytest.mark.question(
    "softmax_loss_naive", "softmax_loss_vectorized", weight={"softmax_loss_naive": 0.5, "softmax_loss_vectorized": 1}
)
def test_softmax_at_zero(function, rng):
    """{variant}: at W = 0 all classes are equally likely, so the loss is log C."""
    slip = Text("Are the probabilities 1 / C where all scores are 0?", "점수가 모두 0이면 확률이 1 / C인가요?")
    for C in (2, 7):
        _W, X, y = batch(rng, 5, 3, C)
        zero = np.zeros((3, C))
        loss, dW = function.call(zero, X, y, 1.5, returns=loss_and_gradient(zero))
        assert_close(loss, np.log(C), f"loss for {C} classes", slip)
        assert_gradient(dW, slopes(lambda V, X=X, y=y: log_loss(V, X, y, 1.5), zero), "dW", slip)


@pytest.mark.question(
    "svm_loss_vectorized",
    "softmax_loss_vectorized",
    weight=22,
    gate="memory",
    after=(
        "test_vectorized_is_flat_in_the_examples",
        "test_vectorized_is_flat_in_the_classes",
        "test_vectorized_is_flat_in_the_features",
    ),
)
def test_vectorized_within_memory(function, rng):
    """{variant}: 7,000 examples of 110 classes fit into memory."""
    N, D, C = 7_000, 60, 110  # 374 MiB for an array (N, N), 352 MiB for one (N, D, C)
    W, X, y = rng.normal(size=(D, C)), rng.normal(size=(N, D)), rng.integers(0, C, size=N)
    function.call(W, X, y, 0.1, returns=loss_and_gradient(W), within_memory=True)


@pytest.mark.question("svm_loss_naive", "softmax_loss_naive", weight=0.25)
def test_loops_with_other_labels(function, question, rng):
    """{variant}: labels may be a list, integral floats or small integers."""
    with_labels_of_other_types(function, rng, ORACLES[question])


@pytest.mark.question(
    "svm_loss_vectorized", "softmax_loss_vectorized", weight={"svm_loss_vectorized": 1.75, "softmax_loss_vectorized": 1}
)
def test_vectorized_with_other_labels(function, question, rng):
    """{variant}: labels may be a list, integral floats or small integers."""
    with_labels_of_other_types(function, rng, ORACLES[question])


@pytest.mark.question("svm_loss_vectorized", "softmax_loss_vectorized", weight=25, gate="form")
def test_vectorized_is_flat_in_the_examples(submission, speed, question):
    """{variant}: the time does not grow with a Python loop over the examples."""
    speed.flat(over_examples(question), over=Text("examples", "예제"))


@pytest.mark.question("svm_loss_vectorized", "softmax_loss_vectorized", weight=13, gate="form")
def test_vectorized_is_flat_in_the_classes(submission, speed, question):
    """{variant}: the time does not grow with a Python loop over the classes."""
    speed.flat(over_classes(question), over=Text("classes", "클래스"))


def over_features(name):
    """The workload of the loss `name`, with ever more features."""

    def workload(modules, rng, n):
        W, X, y = rng.normal(size=(n, 3)) / n, rng.normal(size=(4, n)), rng.integers(0, 3, size=4)
        return getattr(modules.losses, name).timed(W, X, y, 0.5, returns=loss_and_gradient(W))

    return workload


@pytest.mark.question(
    "svm_loss_vectorized",
    "softmax_loss_vectorized",
    weight=11,
    gate="form",
    after=("test_vectorized_is_flat_in_the_examples", "test_vectorized_is_flat_in_the_classes"),
)
def test_vectorized_is_flat_in_the_features(submission, speed, question):
    """{variant}: no Python loop at all is left, over the features neither."""
    speed.flat(over_features(question), over=Text("features", "특성"))
