"""What the tests of this assignment compare with: plain Python, SciPy, and slopes by a complex step.

Where f is smooth, f(x + ih) = f(x) + ih f'(x) - ..., so the imaginary part over h is the slope, exact to rounding for
h = 1e-30. The losses here are written for complex scores too. Nothing here is an answer.
"""

from itertools import pairwise

import numpy as np
from scipy.special import logsumexp

from autograder.testing import Anatomy, Text, array, assert_close, assert_gradient, callback, scalar

LOSSES = Text(
    "The mean over the examples, plus reg * np.sum(W**2)?", "예제에 대한 평균에 reg * np.sum(W**2)를 더했나요?"
)
DATA_PART = Text(
    "The data part: is it divided by N, once, with the right sign in every column? "
    "For the hinge loss, does the entry of the right class count all positive margins of its row?",
    "데이터 부분: N으로 한 번만 나누었고, 열마다 부호가 맞나요? "
    "힌지 손실이라면 정답 클래스 자리에 그 행에서 양수인 마진의 개수가 모두 들어갔나요?",
)
REG_PART = Text(
    "The regularization is reg * np.sum(W**2), so its gradient is 2 * reg * W: no 1/2, no division by N.",
    "정규화 항은 reg * np.sum(W**2)이므로 기울기는 2 * reg * W예요. 1/2도 없고 N으로 나누지도 않아요.",
)
DATA_TERM = Text("data part", "데이터 부분")
REG_TERM = Text("regularization part, 2 * reg * W", "정규화 부분 2 * reg * W")
STABLE = Text(
    "Is the largest score of each example subtracted before exp, and the log taken of the sum, not of p?",
    "exp 전에 예제마다 가장 큰 점수를 뺐나요? p가 아니라 합에 log를 취했나요?",
)
CENTRAL = Text(
    "(f(x + h) - f(x - h)) / (2 * h), one coordinate at a time, the others as they were?",
    "(f(x + h) - f(x - h)) / (2 * h)를, 나머지 좌표는 그대로 두고 한 좌표씩 계산했나요?",
)
FORWARD = Text(
    "(f(x + h) - f(x)) / h, one coordinate at a time, the others as they were?",
    "(f(x + h) - f(x)) / h를, 나머지 좌표는 그대로 두고 한 좌표씩 계산했나요?",
)


def largest_relative_error(a, b):
    """The formula of relative_error, one pair of numbers at a time."""
    pairs = zip(np.ravel(a).tolist(), np.ravel(b).tolist(), strict=True)
    return max(abs(p - q) / max(1e-8, abs(p) + abs(q)) for p, q in pairs)


def stand_in_for_relative_error(submission):
    """Let gradient_check call an oracle, so that a slip in relative_error costs nothing there."""
    args = (array("a", kind="float"), array("b", kind="float"))
    submission.stand_in("numeric.relative_error", largest_relative_error, args=args)


class Counted:
    """A function of an array for a student to call; it counts, and remembers where it was called."""

    def __init__(self, function, shape):
        self._function = function
        self._shape = shape
        self.points = []

    def __call__(self, x):
        """Call it."""
        self.points.append(x.copy())
        return float(self._function(x))

    @property
    def passed(self):
        """What the student's code gets."""
        return callback(self, args=(array("x", shape=self._shape, kind="float"),))


def weighted_squares(weights):
    """The function sum(weights * x**2), of which a step h forward measures weights * (2 * x + h)."""
    return lambda x: np.sum(weights * x**2)


def weighted_cubes(weights):
    """The function sum(weights * x**3), of which a central step h measures weights * (3 * x**2 + h**2)."""
    return lambda x: np.sum(weights * x**3)


def chained(x):
    """A function in which every number meets its neighbour: 1*x0*x1 + 2*x1*x2 + ..."""
    flat = [float(number) for number in x.flat]
    return sum(k * one * other for k, (one, other) in enumerate(pairwise(flat), start=1))


def slopes_of_chained(x):
    """Its gradient, by the product rule: the neighbours of each number, weighted."""
    flat = [0.0, *(float(number) for number in x.flat), 0.0]
    last = len(flat) - 2
    found = [(k - 1) * flat[k - 1] + (k * flat[k + 1] if k < last else 0.0) for k in range(1, last + 1)]
    return np.array(found).reshape(x.shape)


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


def loss_and_gradient(W):
    """The spec of what a loss returns."""
    return (scalar("loss"), array("dW", shape=W.shape, kind="float"))


def assert_loss(function, oracle, W, X, y, reg, slip):
    """A loss function of the submission agrees with an oracle, and its gradient with the oracle's slopes."""
    W64, X64, labels = np.asarray(W, np.float64), np.asarray(X, np.float64), np.asarray(y).astype(np.int64)
    loss, dW = function.call(W, X, y, reg, returns=loss_and_gradient(W))
    wanted, slopes_there = oracle(W64, X64, labels, reg), slopes(lambda V: oracle(V, X64, labels, reg), W64)
    of_reg = 2 * reg * W64
    anatomy = Anatomy(
        parts=((DATA_TERM, slopes_there - of_reg), (REG_TERM, of_reg)),
        counts={"N": len(labels), "C": W64.shape[1]},
        columns=Text("class", "클래스"),
        of=(lambda V: oracle(V, X64, labels, reg), W64),
    )
    if W.dtype == np.float32:
        assert_close(loss, np.float32(wanted), "loss", slip)
        assert_close(dW, slopes_there.astype(np.float32), "dW", slip)
    else:
        assert_close(loss, wanted, "loss", slip)
        assert_gradient(dW, slopes_there, "dW", slip, anatomy)


def over_examples(name):
    """The workload of the loss `name`, with ever more examples."""

    def workload(seam, rng, n):
        W, X, y = 0.5 * rng.normal(size=(4, 4)), rng.normal(size=(n, 4)), rng.integers(0, 4, size=n)
        return getattr(seam.losses, name).timed(W, X, y, 0.5, returns=loss_and_gradient(W))

    return workload


def over_classes(name):
    """The workload of the loss `name`, with ever more classes."""

    def workload(seam, rng, n):
        n = min(n, 1_000)  # one-hot rows of an identity matrix are no loop, but of 4,000 classes they cost as much
        W, X, y = rng.normal(size=(4, n)), rng.normal(size=(4, 4)), rng.permutation(n)[:4]
        return getattr(seam.losses, name).timed(W, X, y, 0.5, returns=loss_and_gradient(W))

    return workload
