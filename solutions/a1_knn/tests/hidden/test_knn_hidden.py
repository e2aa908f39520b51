"""Hidden tests of knn.py."""

import numpy as np
import pytest
from a1_knn_oracles import (
    NO_NAN,
    ROOT,
    TIES,
    Neighbors,
    dists_of,
    elected_rows,
    fitted,
    over_rows_of_b,
    over_test_rows,
    over_training_rows,
)
from scipy.spatial.distance import cdist

from autograder.testing import Text, array, assert_close, assert_equal, assert_unmodified

# Where the rows are as many as the features, sums over the wrong axis fit as well.
SIZES = [(1, 1, 1), (2, 3, 3), (1, 4, 3), (5, 2, 3), (3, 6, 1), (7, 3, 20)]
SHAPES = Text(
    "dists[i, j] goes from test example i (row) to training example j (column), also where there is only one of them.",
    "예제가 하나뿐일 때도 dists[i, j]는 테스트 예제 i(행)와 훈련 예제 j(열) 사이의 거리예요.",
)


def at_any_size(submission, rng, method):
    """Compare a method with SciPy for one example or many, one feature or many.

    The numbers are multiples of 1/64, so that the terms of the expanded square are exact: however near two examples
    are, nothing depends on luck.
    """
    for num_test, num_train, D in SIZES:
        X_train, X = (rng.integers(-300, 300, size=(n, D)) / 64 for n in (num_train, num_test))
        dists = fitted(submission, X_train).call(method, X, returns=dists_of(X, X_train))
        assert_close(dists, cdist(X, X_train), "dists", SHAPES)


@pytest.mark.question(
    "compute_distances_two_loops",
    "compute_distances_one_loop",
    weight={"compute_distances_two_loops": 1, "compute_distances_one_loop": 3},
)
def test_loops_on_digits(submission, digits, question):
    """{variant}, the distances among digits are right, seen through a view with every second pixel.

    Digits are whole numbers, so that all three terms of the expanded square are exact: no rounding, no NaN.
    """
    X_train, X = np.asfortranarray(digits.rows[:9]), digits.rows[:12:2, ::-2]
    X_train = X_train[:, ::-2]
    dists = fitted(submission, X_train).call(question, X, returns=dists_of(X, X_train))
    assert_close(dists, cdist(X, X_train), "dists", ROOT)


@pytest.mark.question(
    "compute_distances_two_loops",
    "compute_distances_one_loop",
    "compute_distances_no_loops",
    weight={"compute_distances_two_loops": 0.5, "compute_distances_one_loop": 2, "compute_distances_no_loops": 2},
)
def test_distances_in_float32(submission, rng, question):
    """{variant}, the distances are right in float32."""
    X_train, X = (rng.normal(size=(n, 8)).astype(np.float32) for n in (6, 4))
    dists = fitted(submission, X_train).call(question, X, returns=dists_of(X, X_train))
    assert_close(dists, cdist(X, X_train).astype(np.float32), "dists", ROOT)


@pytest.mark.question(
    "compute_distances_two_loops",
    "compute_distances_one_loop",
    "compute_distances_no_loops",
    weight={"compute_distances_two_loops": 1.4, "compute_distances_one_loop": 2, "compute_distances_no_loops": 2},
    gate="inputs",
)
def test_distances_leave_the_examples_alone(submission, rng, question):
    """{variant}, neither the test nor the training examples are modified."""
    X_train, X = rng.normal(size=(5, 3)), rng.normal(size=(4, 3))
    knn = fitted(submission, X_train)
    assert_unmodified(knn.observe(question, X))
    slip = Text("self.X_train must stay as it is.", "self.X_train은 그대로 두어야 해요.")
    assert_equal(knn.get("X_train", returns=array("X_train", shape=(5, 3))), X_train, "X_train", slip)


@pytest.mark.question(
    "compute_distances_two_loops",
    "compute_distances_one_loop",
    weight={"compute_distances_two_loops": 1.5, "compute_distances_one_loop": 7},
)
def test_loops_at_any_size(submission, rng, question):
    """{variant}, the distances are right for one example or many, one feature or many."""
    at_any_size(submission, rng, question)


@pytest.mark.question("compute_distances_one_loop", weight=65, gate="form")
def test_one_loop_is_flat_in_the_training_rows(submission, speed):
    """With one loop, the time does not grow with a Python loop over the training examples."""
    speed.flat(over_training_rows("compute_distances_one_loop"), over=Text("training examples", "훈련 예제"))


@pytest.mark.question("compute_distances_no_loops", weight=7)
def test_no_loops_at_any_size(submission, rng):
    """Without loops, the distances are right for one example or many, one feature or many."""
    at_any_size(submission, rng, "compute_distances_no_loops")


@pytest.mark.question("compute_distances_no_loops", weight=2)
def test_no_loops_on_the_training_examples_themselves(submission, digits, rng):
    """Without loops, asking for training examples again gives no NaN, whatever the rounding."""
    X_train = digits.rows[:60] / 7 - rng.random(64)
    X = X_train[rng.permutation(60)[:40]]
    dists = fitted(submission, X_train).call("compute_distances_no_loops", X, returns=dists_of(X, X_train))
    assert_close(dists, cdist(X, X_train), "dists", NO_NAN, rtol=1e-6, atol=1e-4)


@pytest.mark.question(
    "compute_distances_no_loops",
    weight=55,
    gate="memory",
    after=("test_no_loops_is_flat_in_the_training_rows", "test_no_loops_is_flat_in_the_test_rows"),
)
def test_no_loops_within_memory(submission, rng):
    """Without loops, 350 x 350 long examples fit into memory: there is no array of shape (num_test, num_train, D)."""
    X_train, X = rng.normal(size=(350, 800)), rng.normal(size=(350, 800))  # 748 MiB for all pairs
    knn = fitted(submission, X_train)
    knn.call("compute_distances_no_loops", X, returns=dists_of(X, X_train), within_memory=True)


@pytest.mark.question(
    "compute_distances_no_loops", weight=10.5, gate="form", after=("test_no_loops_is_flat_in_the_test_rows",)
)
def test_no_loops_is_flat_in_the_training_rows(submission, speed):
    """Without loops, the time does not grow with a Python loop over the training examples."""
    speed.flat(over_training_rows("compute_distances_no_loops"), over=Text("training examples", "훈련 예제"))


@pytest.mark.question(
    "compute_distances_no_loops", weight=10.5, gate="form", after=("test_no_loops_is_flat_in_the_training_rows",)
)
def test_no_loops_is_flat_in_the_test_rows(submission, speed):
    """Without loops, the time does not grow with a Python loop over the test examples."""
    speed.flat(over_test_rows("compute_distances_no_loops"), over=Text("test examples", "테스트 예제"))


def voted(submission, y_train, dists, k):
    """What predict_labels makes of these distances."""
    knn = fitted(submission, np.zeros((len(y_train), 1)), y_train)
    return knn.call("predict_labels", dists, k=k, returns=array("labels", shape=(len(dists),), kind="integer"))


@pytest.mark.question("predict_labels", weight=2)
def test_votes_on_random_distances(submission, rng):
    """On random distances the vote is right for every k, for large labels with gaps and for labels that are uint8."""
    slip = Text(
        "Do the k nearest vote, with the labels of y_train?", "가장 가까운 k개가 y_train의 레이블로 투표했나요?"
    )
    for num_test, num_train, gap, dtype in [(1, 1, 3, np.int64), (4, 7, 3_001, np.int64), (9, 20, 30, np.uint8)]:
        y_train = (rng.integers(0, 4, size=num_train) * gap).astype(dtype)
        dists = rng.permuted(np.tile(np.arange(num_train, dtype=np.float64), (2 * num_test, 1)), axis=1)[::-2]
        for k in {1, 2, 5, num_train} & set(range(1, num_train + 1)):
            labels = voted(submission, y_train, dists, k)
            assert_equal(labels, elected_rows(dists, y_train, k), f"labels with k = {k}", slip)


@pytest.mark.question("predict_labels", weight=1.5)
def test_ties_among_several_labels(submission):
    """Ties of two, three and four labels go to the smallest of those tied, wherever its voters stand."""
    y_train = np.array([9, 4, 7, 2, 9, 4, 7, 2, 0])
    near = np.arange(9, dtype=np.float64)
    for order in (near, near[::-1], np.roll(near, 3), np.roll(near[::-1], 5)):
        for k in (2, 3, 4, 6, 8, 9):
            expected = elected_rows(order[None], y_train, k)
            assert_equal(voted(submission, y_train, order[None], k), expected, f"labels with k = {k}", TIES)


@pytest.mark.question("predict_labels", weight=0.5, gate="inputs")
def test_voting_leaves_the_distances_alone(submission, rng):
    """The distances are not sorted in place."""
    knn = fitted(submission, np.zeros((6, 1)), np.array([0, 1, 2, 0, 1, 2]))
    assert_unmodified(knn.observe("predict_labels", rng.random((3, 6)), k=3))


@pytest.mark.question("predict_labels", weight=0.5)
def test_labels_that_came_as_a_list(submission):
    """Labels that were given to train as a list, or as integral floats, work too."""
    dists = np.asfortranarray([[0.3, 0.2, 0.1, 0.4], [0.1, 0.2, 0.3, 0.4]])
    slip = Text("self.y_train is an array; is it used as it is?", "self.y_train은 배열이에요. 그대로 사용했나요?")
    for y_train in ([5, 5, 1, 1], np.array([5.0, 5.0, 1.0, 1.0])):
        assert_equal(voted(submission, y_train, dists, 3), [5, 5], "labels", slip)


@pytest.mark.question("l1_distances", weight=14)
def test_l1_of_uint8_images(submission, rng):
    """Images in uint8 have the distances of the same images in floats."""
    A, B = (rng.integers(0, 256, size=(n, 18)).astype(np.uint8)[:, ::-2] for n in (3, 5))
    dists = submission.knn.l1_distances.call(A, B, returns=dists_of(A, B))
    slip = Text("Are both turned into float64 before the subtraction?", "빼기 전에 둘 다 float64로 바꿨나요?")
    assert_close(dists, cdist(A, B, "cityblock"), "dists", slip)


@pytest.mark.question("l1_distances", weight=11)
def test_l1_at_any_size(submission, rng):
    """L1 distances are right for one row or many, one column or many."""
    for N, M, D in SIZES:
        A, B = rng.normal(size=(N, D)), rng.normal(size=(D, M)).T
        dists = submission.knn.l1_distances.call(A, B, returns=dists_of(A, B))
        assert_close(dists, cdist(A, B, "cityblock"), "dists", SHAPES)


@pytest.mark.question("l1_distances", weight=6)
def test_l1_in_float32(submission, rng):
    """In float32 L1 distances are right to its precision, and 0 between equal rows."""
    A = rng.normal(size=(4, 6)).astype(np.float32)
    B = np.concatenate([A[::-1], rng.normal(size=(3, 6)).astype(np.float32)])
    dists = submission.knn.l1_distances.call(A, B, returns=dists_of(A, B))
    slip = Text("Is every difference taken between A[i] and B[j]?", "A[i]와 B[j]의 차이를 구했나요?")
    assert_close(dists, cdist(A, B, "cityblock").astype(np.float32), "dists", slip)


@pytest.mark.question("l1_distances", weight=5, gate="inputs")
def test_l1_leaves_the_rows_alone(submission, rng):
    """Neither A nor B is modified."""
    assert_unmodified(submission.knn.l1_distances.observe(rng.normal(size=(3, 2)), rng.normal(size=(4, 2))))


@pytest.mark.question("l1_distances", weight=40, gate="form")
def test_l1_is_flat_in_the_rows_of_b(submission, speed):
    """The time does not grow with a Python loop over the rows of B."""
    speed.flat(over_rows_of_b, over=Text("rows of B", "B의 행"))


def accuracies(X, y, ks, sizes):
    """What cross-validation finds when the folds have these sizes, in order."""
    table, start = [], 0
    for size in sizes:
        held = np.arange(start, start + size)
        others = np.setdiff1d(np.arange(len(X)), held)
        dists = cdist(X[held], X[others])
        table.append([float((elected_rows(dists, y[others], k) == y[held]).mean()) for k in ks])
        start += size
    return np.array(table).T


def validated(submission, X, y, ks, num_folds):
    """What cross_validate_k returns, with stand-ins for what it calls."""
    Neighbors(submission)
    returns = array("accuracies", shape=(len(ks), num_folds), kind="float")
    return submission.knn.cross_validate_k.call(X, y, ks, num_folds, returns=returns)


@pytest.mark.question("cross_validate_k", weight=1.5)
def test_cross_validation_with_uneven_folds(submission, rng):
    """Where the examples do not divide evenly, every one is held out once, in folds as np.array_split cuts them."""
    X, y = rng.normal(size=(2, 23)).T, rng.integers(0, 2, size=23)
    slip = Text(
        "Does np.array_split cut the folds, and is each accuracy the mean over its own fold?",
        "np.array_split으로 폴드를 나누고, 정확도를 그 폴드의 예제 수로 평균 냈나요?",
    )
    table = validated(submission, X, y, [1, 4, 7], 4)
    assert_close(table, accuracies(X, y, [1, 4, 7], [6, 6, 6, 5]), "accuracies", slip)


@pytest.mark.question("cross_validate_k", weight=1.5)
def test_cross_validation_does_not_shuffle(submission, rng):
    """Examples that come sorted by label are cut in order, so that some folds hold classes unseen in training."""
    y = np.sort(np.arange(24) % 5)
    X = y[:, None] + 0.3 * rng.normal(size=(24, 3))
    slip = Text(
        "Are the folds taken in order, and does the held-out fold stay out of the training?",
        "폴드를 순서대로 나누고, 빼 둔 폴드를 훈련에서 제외했나요?",
    )
    for num_folds in (2, 3):
        table = validated(submission, X, y, [1, 3], num_folds)
        assert_close(table, accuracies(X, y, [1, 3], [24 // num_folds] * num_folds), "accuracies", slip)


@pytest.mark.question("cross_validate_k", weight=0.5)
def test_leaving_one_out(submission, rng):
    """With as many folds as examples each is held out alone; labels may be integral floats."""
    slip = Text("Is every fold held out, also one of a single example?", "예제가 하나뿐인 폴드도 모두 빼 두었나요?")
    # With one neighbor the first four of these are right and the last three wrong, wherever they stand in X.
    line, labels = np.array([0, 1, 3, 10, 6, 15, 21]), np.array([0, 0, 0, 1, 1, 0, 1])
    for N, ks in [(2, [1]), (7, [5, 1])]:
        order = rng.permutation(N)
        X, y = rng.uniform(1, 2) * line[order, np.newaxis] + rng.normal(), labels[order]
        table = validated(submission, X, y.astype(np.float64), ks, N)
        assert_close(table, accuracies(X, y, ks, [1] * N), "accuracies", slip)


@pytest.mark.question("cross_validate_k", weight=0.5, gate="inputs")
def test_cross_validation_leaves_the_examples_alone(submission, rng):
    """X and y are not shuffled in place."""
    Neighbors(submission)
    y = np.array([0, 1] * 5)
    assert_unmodified(submission.knn.cross_validate_k.observe(rng.normal(size=(10, 2)), y, [1, 3], 5))
