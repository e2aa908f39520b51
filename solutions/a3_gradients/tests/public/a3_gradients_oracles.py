"""What the tests of this assignment compare with: SciPy, and numbers worked out beforehand. Nothing is an answer."""

from itertools import pairwise

import numpy as np
import scipy

from autograder.testing import Text, array, assert_close, assert_gradient, assert_true, callback, scalar

HINGE_LOSS = Text(
    "One example loses the sum of its positive margins s[j] - s[y] + 1, without that of its own class.",
    "예제 하나의 손실은 양수인 마진 s[j] - s[y] + 1을 더한 값이에요. 정답 클래스 자신은 빼고요.",
)
SOFTMAX_LOSS = Text(
    "One example loses -log of the probability of its own class: log(sum of exp(s)) - s[y].",
    "예제 하나의 손실은 정답 클래스의 확률에 -log를 취한 값이에요: log(exp(s)의 합) - s[y].",
)
LOSS_MEAN = Text(
    "The loss of the data is the mean over the examples: divided by N, once.",
    "데이터의 손실은 예제에 대한 평균이에요. N으로 한 번 나눴나요?",
)
LOSS_REG = Text(
    "The loss grows by reg * np.sum(W**2): no 1/2, no division by N.",
    "손실에는 reg * np.sum(W**2)가 더해져요. 1/2도 없고 N으로 나누지도 않아요.",
)
HINGE_COLUMNS = Text(
    "The column of a wrong class gets x where its margin is positive, and nothing where it is not.",
    "정답이 아닌 클래스의 열에는 마진이 양수이면 x가 더해지고, 아니면 아무것도 더해지지 않아요.",
)
SOFTMAX_COLUMNS = Text(
    "The column of a wrong class gets p[j] * x, with the probability p[j] of that class.",
    "정답이 아닌 클래스의 열에는 그 클래스의 확률 p[j]를 곱한 p[j] * x가 더해져요.",
)
RIGHT_CLASS = Text(
    "What all other columns get, the column of the right class loses, for each example anew. So the columns of the "
    "data's gradient add up to 0.",
    "예제마다, 다른 열들이 얻는 만큼 정답 클래스의 열이 잃어요. 그래서 데이터 기울기의 열을 모두 더하면 0이에요.",
)
GRADIENT_MEAN = Text(
    "The loss is a mean over the examples, so dW is too: divided by N once, after all examples were added up.",
    "손실이 예제에 대한 평균이므로 dW도 평균이에요. 모든 예제를 더한 다음 N으로 한 번 나눴나요?",
)
GRADIENT_REG = Text(
    "The regularization is reg * np.sum(W**2), so dW grows by 2 * reg * W, once, and is not divided by N.",
    "정규화 항은 reg * np.sum(W**2)이므로 dW에는 2 * reg * W가 한 번 더해져요. N으로 나누지 않아요.",
)
STABLE = Text(
    "Is the largest score of each example subtracted before exp, and the log taken of the sum, not of p?",
    "exp 전에 예제마다 가장 큰 점수를 뺐나요? p가 아니라 합에 log를 취했나요?",
)
CENTRAL = Text(
    "(f(x + h) - f(x - h)) / (2 * h), with brackets around 2 * h?",
    "(f(x + h) - f(x - h)) / (2 * h)인가요? 2 * h에 괄호가 있나요?",
)
FORWARD = Text(
    "(f(x + h) - f(x)) / h: one step, divided by its length.", "(f(x + h) - f(x)) / h: 한 스텝을 그 길이로 나눠요."
)
ONE_AT_A_TIME = Text(
    "One coordinate at a time, with all others as they were? Write the old value back before you go on.",
    "나머지 좌표는 그대로 두고 한 좌표씩 옮겼나요? 다음으로 넘어가기 전에 원래 값을 다시 쓰세요.",
)
AHEAD = Text("The step goes from x to x + h, not to x - h.", "스텝은 x에서 x - h가 아니라 x + h로 가요.")
BOTH_SIDES = Text(
    "One step goes to old + h, the other to old - h, both counted from the old value.",
    "한 스텝은 old + h로, 다른 스텝은 old - h로 가요. 둘 다 원래 값에서 세요.",
)
STEP = Text("Is the step the h that is given, a whole one?", "주어진 h만큼, 온전히 움직였나요?")
MOVES_X = Text(
    "Is x itself moved? reshape(-1) and ravel() of a view are copies, and f never sees those.",
    "x 자체를 움직였나요? 뷰의 reshape(-1)이나 ravel()은 복사본이라 f에 전달되지 않아요.",
)
LARGEST = Text(
    "The largest of all errors, not the last one or their mean?", "마지막 오차나 평균이 아니라 가장 큰 오차인가요?"
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
    return max(
        min(scipy.spatial.distance.canberra(p, q), scipy.spatial.distance.chebyshev(p, q) / 1e-8) for p, q in pairs
    )


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


def last_of(x):
    """The function that is 2 times the last number of an array; its slope along all others is 0."""
    return 2 * x.flat[-1]


def slopes_of_last(x):
    """Its gradient."""
    slopes = np.zeros(x.shape)
    slopes.flat[-1] = 2
    return slopes


def assert_in_proportion(found, expected, name, slip):
    """A gradient is a multiple of another one: what one factor spoils everywhere is another test's business."""
    largest = np.unravel_index(np.argmax(np.abs(expected)), expected.shape)
    claim = Text(f"{name} is not 0 where it is largest", f"{name}: 가장 커야 할 곳에서 0이 아니다")
    assert_true(found[largest] != 0, claim, slip)
    scaled = found / (found[largest] or 1.0)
    assert_close(scaled, expected / expected[largest], f"{name} / {name}{list(map(int, largest))}", slip, 1e-5, 1e-6)


def weighted_sum(weights):
    """The function sum(weights * x), of which steps of any length measure the weights."""
    return lambda x: np.sum(weights * x)


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
    return scipy.linalg.blas.dsbmv(1, 1.0, band, x.ravel()).reshape(x.shape)


def loss_and_gradient(W):
    """The spec of what a loss returns."""
    return (scalar("loss"), array("dW", shape=W.shape, kind="float"))


def loss_of(function, W, X, y, reg):
    """The loss that a function of the submission returns; whatever dW is."""
    return function.call(W, X, y, reg, returns=(scalar("loss"), None))[0]


def loss_beside_a_gradient(function, W, X, y, reg):
    """The loss, where it is given and the gradient is the question: it counts once dW is begun."""
    loss, dW = function.call(W, X, y, reg, returns=loss_and_gradient(W))
    assert_true(
        dW.any(),
        Text("dW is begun: not all of it is 0", "dW를 쓰기 시작했다(모두 0은 아니다)"),
        Text("The loss is given here. Write dW.", "여기서 손실은 주어져 있어요. dW를 쓰세요."),
    )
    return loss


LOSS = {"svm_loss_naive": loss_beside_a_gradient}
"""How the loss of a question is read, where it is not `loss_of`."""


def gradient_of(function, W, X, y, reg):
    """The gradient that a function of the submission returns; whatever the loss is."""
    return function.call(W, X, y, reg, returns=(None, loss_and_gradient(W)[1]))[1]


def assert_columns_cancel(dW):
    """The columns of a gradient of the data are not all 0, and add up to 0."""
    assert_true(dW.any(), Text("not all of dW is 0 (reg = 0)", "dW가 모두 0은 아니다(reg = 0)"), RIGHT_CLASS)
    assert_gradient(dW.sum(axis=1), np.zeros(len(dW)), "sum of the columns of dW (reg = 0)", RIGHT_CLASS)


def over_examples(name):
    """The workload of the loss `name`, with ever more examples."""

    def workload(modules, rng, n):
        W, X, y = 0.5 * rng.normal(size=(4, 4)), rng.normal(size=(n, 4)), rng.integers(0, 4, size=n)
        return getattr(modules.losses, name).timed(W, X, y, 0.0, returns=loss_and_gradient(W))

    return workload


def over_classes(name):
    """The workload of the loss `name`, with ever more classes."""

    def workload(modules, rng, n):
        n = min(n, 1_000)  # one-hot rows of an identity matrix are no loop, but of 4,000 classes they cost as much
        W, X, y = rng.normal(size=(4, n)), rng.normal(size=(4, 4)), rng.permutation(n)[:4]
        return getattr(modules.losses, name).timed(W, X, y, 0.0, returns=loss_and_gradient(W))

    return workload
