"""What the tests of this assignment compare with: SciPy, and numbers worked out beforehand. Nothing is an answer."""

from itertools import pairwise

import numpy as np
from scipy.linalg.blas import dsbmv
from scipy.spatial.distance import canberra, chebyshev

from autograder.testing import GradientParts, Text, array, assert_close, assert_gradient, callback, scalar

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

# Six examples of four features and three classes; no margin is nearer to its kink than 0.15.
BATCH_W = np.array([[-0.2, 0.3, 0.8], [0.6, -1.1, 0.4], [-0.1, -1.1, 1.3], [0.7, -1.0, -0.1]])
BATCH_X = np.array(
    [
        [-0.4, 0.2, -0.7, -0.2],
        [-1.3, 0.3, -0.3, -0.7],
        [0.4, -1.3, 0.5, -0.7],
        [0.9, -2.6, -2.5, -0.9],
        [-0.4, -0.8, -0.7, 0.3],
        [-1.9, 0.7, 0.1, -1.8],
    ]
)
BATCH_Y = np.array([0, 2, 1, 2, 0, 0])

# Without regularization, the loss of that batch and its slope along every number of W.
HINGE_ON_BATCH = (24.6 / 6, np.array([[4.2, -3.1, -1.1], [-3.1, -2.2, 5.3], [-1.6, -4.1, 5.7], [1.9, -3.3, 1.4]]) / 6)
SOFTMAX_ON_BATCH = (
    2.805763953759634,
    np.array(
        [
            [0.254589442560593, -0.251871093404972, -0.002718349155621],
            [0.009741546274173, -0.365340029604269, 0.355598483330096],
            [0.142335755652373, -0.608515489303535, 0.466179733651162],
            [0.157563120793564, -0.335411866292373, 0.177848745498809],
        ]
    ),
)


def largest_relative_error(a, b):
    """The largest of SciPy's Canberra distances, one pair of numbers at a time; of tiny ones 1e-8 is the measure."""
    pairs = zip(np.reshape(a, (-1, 1)), np.reshape(b, (-1, 1)), strict=True)
    return max(min(canberra(p, q), chebyshev(p, q) / 1e-8) for p, q in pairs)


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
    """A function in which every number meets its neighbor: 1*x0*x1 + 2*x1*x2 + ..."""
    flat = [float(number) for number in x.flat]
    return sum(k * one * other for k, (one, other) in enumerate(pairwise(flat), start=1))


def slopes_of_chained(x):
    """Its gradient, by the product rule: each number meets both neighbors, so BLAS multiplies x by a band matrix."""
    band = np.array([np.arange(x.size), np.zeros(x.size)])
    return dsbmv(1, 1.0, band, x.ravel()).reshape(x.shape)


def loss_and_gradient(W):
    """The spec of what a loss returns."""
    return (scalar("loss"), array("dW", shape=W.shape, kind="float"))


def assert_loss(function, W, X, y, reg, loss, slopes, slip):
    """A loss function of the submission gives this loss, and as its gradient these slopes."""
    W64 = np.asarray(W, np.float64)
    found, dW = function.call(W, X, y, reg, returns=loss_and_gradient(W))
    of_reg = 2 * reg * W64
    of_data = slopes - of_reg
    anatomy = GradientParts(
        parts=((DATA_TERM, of_data), (REG_TERM, of_reg)),
        counts={"N": len(y), "C": W.shape[1]},
        columns=Text("class", "클래스"),
        of=(lambda V: np.vdot(of_data, V) + reg * np.vdot(V, V), W64),  # but for a constant the loss, near W
    )
    if W.dtype == np.float32:
        assert_close(found, np.float32(loss), "loss", slip)
        assert_close(dW, slopes.astype(np.float32), "dW", slip)
    else:
        assert_close(found, loss, "loss", slip)
        assert_gradient(dW, slopes, "dW", slip, anatomy)


def over_examples(name):
    """The workload of the loss `name`, with ever more examples."""

    def workload(modules, rng, n):
        W, X, y = 0.5 * rng.normal(size=(4, 4)), rng.normal(size=(n, 4)), rng.integers(0, 4, size=n)
        return getattr(modules.losses, name).timed(W, X, y, 0.5, returns=loss_and_gradient(W))

    return workload


def over_classes(name):
    """The workload of the loss `name`, with ever more classes."""

    def workload(modules, rng, n):
        n = min(n, 1_000)  # one-hot rows of an identity matrix are no loop, but of 4,000 classes they cost as much
        W, X, y = rng.normal(size=(4, n)), rng.normal(size=(4, 4)), rng.permutation(n)[:4]
        return getattr(modules.losses, name).timed(W, X, y, 0.5, returns=loss_and_gradient(W))

    return workload
