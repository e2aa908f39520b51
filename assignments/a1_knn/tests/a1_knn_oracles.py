"""What the tests of this assignment compare with: SciPy, and stand-ins made of it. Nothing here is an answer."""

import numpy as np
import scipy

from autograder.testing import Text, array, assert_equal, assert_true

ROOT = Text(
    "Is the square root taken, once, after the sum of the squares?",
    "제곱을 모두 더한 뒤에 제곱근을 한 번 취했나요?",
)
NEARER = Text(
    "Does every difference count, by its square, whatever its sign is?",
    "모든 차이를 부호와 상관없이 제곱해서 더했나요?",
)
TIES = Text(
    "Where several labels have the most votes, the smallest label wins, not the nearest neighbor's.",
    "최다 득표 레이블이 여럿이면 가장 가까운 이웃의 레이블이 아니라 가장 작은 레이블이 이겨요.",
)
NO_NAN = Text(
    "Rounding can make a square slightly negative, and its root NaN: raise negative squares to 0 before the root.",
    "반올림 오차로 제곱 값이 아주 작은 음수가 되면 제곱근이 NaN이 돼요. 제곱근을 취하기 전에 음수를 0으로 올렸나요?",
)


def fitted(modules, X, y=None):
    """A classifier that has stored X and y (zeros by default)."""
    knn = modules.knn.KNearestNeighbor.new()
    knn.call("train", X, np.zeros(len(X), dtype=np.int64) if y is None else y)
    return knn


def dists_of(X, X_train):
    """The spec of a matrix of distances between these."""
    return array("dists", shape=(len(X), len(X_train)), kind="float")


def assert_near_itself(dists):
    """Require that example i is at distance 0 from example i, but for rounding, and not from any other."""
    claim = Text("no distance is NaN", "NaN인 거리가 없습니다")
    assert_true(bool(np.all(np.isfinite(dists))), claim, NO_NAN)
    near, same = np.abs(dists) < 0.002, np.eye(len(dists), dtype=bool)
    claim = Text("equal examples are at distance 0, and no others", "같은 예제만 거리가 0입니다")
    assert_true(bool(np.all(near == same)), claim, ROOT)


def over_training_rows(method):
    """The workload of a `method` for distances, whose training set grows."""

    def workload(modules, rng, n):
        knn = fitted(modules, rng.normal(size=(n, 4)))
        return knn.timed(method, rng.normal(size=(4, 4)), returns=array("dists", shape=(4, n), kind="float"))

    return workload


def over_test_rows(method):
    """The workload of a `method` for distances, whose test set grows."""

    def workload(modules, rng, n):
        knn = fitted(modules, rng.normal(size=(4, 4)))
        return knn.timed(method, rng.normal(size=(n, 4)), returns=array("dists", shape=(n, 4), kind="float"))

    return workload


def over_rows_of_b(modules, rng, n):
    """The workload of l1_distances, whose second matrix grows."""
    A, B = rng.uniform(1, 2, size=(4, 4)), rng.uniform(0, 1, size=(n, 4))
    return modules.knn.l1_distances.timed(A, B, returns=array("dists", shape=(4, n), kind="float"))


def z_scores(known, values):
    """Column by column by SciPy: `values` on the scale of `known`, where a constant counts as spread by 1."""
    known, values = np.asarray(known, np.float64), np.asarray(values, np.float64)
    spread = [column if np.ptp(column) > 0 else column[0] + np.array([-1.0, 1.0]) for column in known.T]
    return np.transpose([scipy.stats.zmap(*columns) for columns in zip(values.T, spread, strict=True)])


def distance_after_move(image, dy, dx):
    """How far an image is from itself, moved by SciPy."""
    image = np.asarray(image, dtype=np.float64)
    by = (dy, dx, 0)[: image.ndim]
    moved = scipy.ndimage.shift(image, by, order=0, mode="constant", cval=0.0, prefilter=False)
    return float(scipy.spatial.distance.cdist(image.reshape(1, -1), moved.reshape(1, -1))[0, 0])


def elected_rows(dists, y_train, k):
    """For each row of `dists`, what its k nearest elect, by ranks and modes (of several, SciPy's is the smallest)."""
    near = scipy.stats.rankdata(dists, "ordinal", axis=1) <= k
    votes = np.broadcast_to(y_train, near.shape)[near].reshape(len(dists), min(k, len(y_train)))
    return scipy.stats.mode(votes, axis=1).mode


def regressed(x_train, y_train, x, k):
    """The mean over the k nearest, found by a k-d tree."""
    return y_train[scipy.spatial.KDTree(x_train).query(x, k=range(1, k + 1))[1]].mean(axis=1)


class Neighbors:
    """Stands in for the answers that cross-validation builds on, so that only cross-validation is tested.

    A stand-in is not told which instance it serves. So this remembers every training set, and answers from the latest
    one that shares no row with the examples asked about (from the latest of all, if each shares some).
    """

    def __init__(self, submission):
        self.training = []
        self.asked = []
        self.questions = []
        self.ks = []
        X, dists = array("X", ndim=2, kind="float"), array("dists", ndim=2, kind="float")
        knn = "knn.KNearestNeighbor"
        submission.stand_in(f"{knn}.train", self.train, args=(X, array("y", ndim=1, kind="integer")))
        for loops in ("no_loops", "one_loop", "two_loops"):
            submission.stand_in(f"{knn}.compute_distances_{loops}", self.distances, args=(X,))
        submission.stand_in(f"{knn}.predict_labels", self.labels, args=(dists, array("k", shape=(), kind="integer")))

    def train(self, X, y):
        """Remember a training set."""
        self.training.append((X, y, {row.tobytes() for row in X}))

    def distances(self, X):
        """Give the distances to the training set that X is not part of."""
        rows = {row.tobytes() for row in X}
        known, labels, _ = next((t for t in reversed(self.training) if rows.isdisjoint(t[2])), self.training[-1])
        dists = scipy.spatial.distance.cdist(X, known)
        self.asked.append((dists, labels))
        self.questions.append((X, known))
        return dists

    def labels(self, dists, k=1):
        """Let the neighbors of these distances vote."""
        self.ks.append(int(k))
        labels = next(labels for seen, labels in reversed(self.asked) if np.array_equal(seen, dists))
        return elected_rows(dists, labels, int(k))


HELD_OUT = Text(
    "Is a classifier trained on all other folds, without the one that it predicts?",
    "분류기를 예측할 폴드만 빼고 나머지 모든 폴드로 훈련했나요?",
)


def two_groups(jitter):
    """Examples that belong to two groups far apart, in turn."""
    return np.stack([10.0 * (np.arange(len(jitter)) % 2) + jitter, jitter[::-1]], axis=1)


def judged(submission, X, ks, num_folds):
    """Cross-validate once with labels by group, which all are predicted right, and once with a label for each example.

    Args:
        submission: The submission.
        X: The examples of two groups.
        ks: The values of k, all smaller than a group that is left.
        num_folds: How many folds.

    Returns:
        The two tables, and the stand-ins with what they were asked in the first run.
    """
    tables, asked = [], []
    for labels in (np.arange(len(X)) % 2, np.arange(len(X))):
        asked.append(Neighbors(submission))
        returns = array("accuracies", kind="float")
        tables.append(submission.knn.cross_validate_k.call(X, labels, ks, num_folds, returns=returns))
    right, wrong = tables
    claim = Text(
        "accuracies are above 0 where all are right, and 0 where all are wrong",
        "모두 맞으면 정확도가 0보다 크고 모두 틀리면 0입니다",
    )
    assert_true(bool(right.size and np.all(right > 0) and np.all(wrong == 0)), claim, HELD_OUT)
    return right, wrong, asked[0]


def assert_held_out(submission, X, num_folds):
    """Require that every example is predicted once, in this number of folds, each by all examples outside its fold.

    Returns:
        The folds that were predicted, as lists of indices in their order.
    """
    _right, _wrong, neighbors = judged(submission, X, [1], num_folds)
    place = {row.tobytes(): i for i, row in enumerate(X)}
    folds = {
        tuple(place.get(row.tobytes(), -1) for row in rows): {place.get(row.tobytes(), -1) for row in known}
        for rows, known in neighbors.questions
    }
    claim = Text("each fold is predicted by all other examples", "폴드마다 나머지 모든 예제로 예측합니다")
    everyone = set(range(len(X)))
    assert_true(all(known == everyone - set(fold) for fold, known in folds.items()), claim, HELD_OUT)
    assert_equal(len(folds), num_folds, "how many folds are predicted", HELD_OUT)
    claim = Text("no example is predicted twice", "두 번 예측하는 예제가 없습니다")
    assert_true(sum(map(len, folds)) <= len(X), claim, HELD_OUT)
    return sorted(map(list, folds))
