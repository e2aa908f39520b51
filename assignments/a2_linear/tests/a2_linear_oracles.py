"""What the tests of this assignment compare with: SciPy, and functions that remember what they were asked.

Nothing here is an answer.
"""

import numpy as np
import scipy

from autograder.testing import Text, array, assert_true, callback, string

TRANSPOSED = Text(
    "Images are rows of X and templates are columns of W: is it X @ W, with no .T, and b added to every row?",
    "이미지는 X의 행이고 템플릿은 W의 열이에요. .T 없이 X @ W를 계산하고 모든 행에 b를 더했나요?",
)
OWN_CLASS = Text(
    "Is the true class left out of the sum? It would add delta to every loss.",
    "정답 클래스를 합에서 뺐나요? 넣으면 손실마다 delta가 더해져요.",
)
OWED = Text(
    "Does a class pay only what it lacks to the margin, and never less than 0?",
    "클래스마다 여유에서 모자란 만큼만 내고, 0보다 작게 내지는 않나요?",
)
SHIFTED = Text(
    "Is the largest score subtracted from all of them before the exponential?",
    "지수 함수를 쓰기 전에 모든 점수에서 가장 큰 점수를 뺐나요?",
)
STABLE = Text(
    "Is the largest score subtracted before the exponential, and is no probability made whose logarithm is taken?",
    "지수 함수를 쓰기 전에 가장 큰 점수를 뺐나요? 확률을 만들어 로그를 취하지는 않았나요?",
)
PENALTY_ONCE = Text(
    "Is reg * penalty added once, after the mean, and divided by nothing?",
    "reg * penalty를 평균 낸 뒤에 한 번만, 다른 것으로 나누지 않고 더했나요?",
)
ONE_CALL_A_TRY = Text(
    "Is loss called once for each W, and its answer kept in a variable?",
    "W마다 loss를 한 번만 부르고 그 값을 변수에 담아 두었나요?",
)
KEPT = Text(
    "Does it move only where the loss is lower, and write down the loss of where it stands after each step?",
    "손실이 낮아질 때만 옮기고, 스텝마다 지금 서 있는 곳의 손실을 기록했나요?",
)
NORMAL = Text(
    "Are the numbers normal with mean 0 and standard deviation 1, times the factor, and new each time?",
    "평균 0, 표준편차 1인 정규분포에서 매번 새로 뽑아 배율을 곱했나요?",
)

TOO_UNLIKELY = 1e-9
"""A test of the distribution refuses honest numbers with this probability (Kolmogorov-Smirnov, exact)."""


def products(X, W, b=0.0):
    """Every inner product of a row of X with a column of W, by SciPy's correlation, one at a time, in float64."""
    X, W = np.asarray(X, dtype=np.float64), np.asarray(W, dtype=np.float64)
    return np.array([[float(scipy.signal.correlate(x, w, mode="valid")[0]) for w in W.T] for x in X]) + b


def over_examples(modules, rng, n):
    """The workload of batch_scores, whose batch grows: by four at a time, since a single product is so quick."""
    X, W, b = rng.normal(size=(4 * n, 4)), rng.normal(size=(4, 3)), np.zeros(3)
    return modules.scores.batch_scores.timed(X, W, b, returns=array("scores", shape=(4 * n, 3), kind="float"))


def squared(scores, y):
    """The least-squares loss, by SciPy: how far the scores are from 1 for y and 0 for all others, squared."""
    return float(scipy.spatial.distance.sqeuclidean(scores, np.arange(len(scores)) == y))


def cross_entropy(scores, y):
    """Minus the logarithm of the softmax, by SciPy."""
    return -float(scipy.special.log_softmax(np.asarray(scores, dtype=np.float64))[y])


def size_of(W, kind="l2", alpha=0.5):
    """The penalty: distances from the origin, by SciPy."""
    numbers = np.asarray(W, dtype=np.float64).reshape(1, -1)
    squares, blocks = (
        float(scipy.spatial.distance.cdist(numbers, 0 * numbers, name)[0, 0]) for name in ("sqeuclidean", "cityblock")
    )
    return float(np.average([squares, blocks], weights={"l2": [1, 0], "l1": [0, 1]}.get(kind, [1 - alpha, alpha])))


def stand_in_penalty(submission):
    """Let `size_of` stand in for the student's penalty, so that only full_loss is tested."""
    submission.stand_in("losses.penalty", size_of, args=(array("W", ndim=2, kind="float"), string("kind")))


def one_at_a_time(function, num_classes):
    """`function` as the argument loss_one. Its y indexes, as in your own losses: a float is an error there."""

    def loss_one(scores, y):
        np.arange(num_classes)[y]
        return function(scores, y)

    return callback(loss_one, args=(array("scores", shape=(num_classes,), kind="float"), array("y", shape=())))


# Six examples of four features and three classes; what either loss of one example comes to on their average; and the
# squares of W, added up.
BATCH_W = np.array([[0.3, -1.2, 0.5], [-0.7, 0.4, 1.1], [0.9, 0.2, -0.6], [-0.1, 0.8, -1.4]])
BATCH_X = np.array(
    [
        [1.1, -0.4, 0.6, 0.2],
        [-0.3, 0.8, 1.3, -0.9],
        [0.5, 1.6, -0.2, 0.7],
        [-1.5, 0.1, 0.4, 1.2],
        [0.9, -1.1, -0.8, 0.3],
        [-0.6, -0.5, 1.7, -1.3],
    ]
)
BATCH_Y = np.array([0, 2, 1, 1, 2, 0])
MEANS_ON_BATCH = ((squared, 21.1448 / 6), (cross_entropy, 0.619972690897614))
SQUARES_ON_BATCH = 7.46


class Landscape:
    """A loss of W that remembers each W that it was asked about, and what it answered."""

    def __init__(self, height, shape):
        self.height, self.shape = height, shape
        self.asked, self.answers = [], []

    def __call__(self, W):
        """Answer, and remember."""
        self.asked.append(W.astype(np.float64))
        self.answers.append(float(self.height(W)))
        return self.answers[-1]

    def argument(self):
        """What the student's code gets as `loss`."""
        return callback(self, args=(array("W", shape=self.shape, kind="float"),))

    def walk(self):
        """Where a search that only goes down stands after each answer, and how low that is."""
        best = [scipy.ndimage.minimum_position(self.answers[: t + 1])[0] for t in range(len(self.answers))]
        return np.array([self.asked[t] for t in best]), np.array([self.answers[t] for t in best])


def require_known(loss, W):
    """Require that a landscape was asked at all, and also about the W that came back."""
    claim = Text(
        "the W that comes back is one that loss was asked about", "돌려준 W가 loss에 물어본 W 가운데 하나입니다"
    )
    assert_true(any(np.array_equal(W, one) for one in loss.asked), claim, ONE_CALL_A_TRY)


def looks_normal(numbers):
    """Whether independent standard normal numbers may look like this; honest ones fail with TOO_UNLIKELY."""
    return scipy.stats.kstest(np.ravel(numbers), "norm").pvalue > TOO_UNLIKELY
