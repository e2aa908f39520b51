"""Public tests of knn.py."""

import numpy as np
import pytest
import scipy
from a1_knn_oracles import (
    NEARER,
    ROOT,
    TIES,
    Neighbors,
    assert_held_out,
    assert_near_itself,
    dists_of,
    fitted,
    over_rows_of_b,
    over_test_rows,
    over_training_rows,
    two_groups,
)

from autograder.testing import Text, array, assert_close, assert_equal

TRAIN = np.array([[0.0, 0.0], [3.0, 4.0], [0.0, 1.0]])
TEST = np.array([[0.0, 0.0], [3.0, 0.0]])
BY_HAND = [[0.0, 5.0, 1.0], [3.0, 4.0, 10**0.5]]


@pytest.mark.question(
    "compute_distances_two_loops",
    "compute_distances_one_loop",
    "compute_distances_no_loops",
    weight={"compute_distances_two_loops": 4.5, "compute_distances_one_loop": 1.6, "compute_distances_no_loops": 0.4},
)
def test_distances_by_hand(submission, question):
    """{variant}, the distances among a few points are those worked by hand (3, 4, 5)."""
    knn = fitted(submission, TRAIN)
    dists = knn.call(question, TEST, returns=dists_of(TEST, TRAIN))
    slip = Text(
        f"{ROOT.en} (self.X_train is [[0, 0], [3, 4], [0, 1]].)",
        f"{ROOT.ko} (self.X_train은 [[0, 0], [3, 4], [0, 1]]이에요.)",
    )
    assert_close(dists, BY_HAND, "dists", slip)


@pytest.mark.question(
    "compute_distances_two_loops",
    "compute_distances_one_loop",
    "compute_distances_no_loops",
    weight={"compute_distances_two_loops": 3.0, "compute_distances_one_loop": 1.6, "compute_distances_no_loops": 0.4},
)
def test_distances_agree_with_scipy(submission, rng, question):
    """{variant}, the distances agree with SciPy's."""
    X_train, X = rng.normal(size=(6, 5)), rng.normal(size=(4, 5))
    dists = fitted(submission, X_train).call(question, X, returns=dists_of(X, X_train))
    slip = Text(
        "dists[i, j] goes from test i to training j, over all D numbers?",
        "dists[i, j]가 테스트 i와 훈련 j 사이의, D개 수 모두에 대한 거리인가요?",
    )
    assert_close(dists, scipy.spatial.distance.cdist(X, X_train), "dists", slip)


@pytest.mark.question(
    "compute_distances_two_loops",
    "compute_distances_one_loop",
    "compute_distances_no_loops",
    weight={"compute_distances_two_loops": 6.4, "compute_distances_one_loop": 1.4, "compute_distances_no_loops": 0.5},
)
def test_nearer_examples_have_smaller_distances(submission, question):
    """{variant}, the training examples stand in the right order, from the nearest to the farthest."""
    X_train = np.array([[4.0, 4.0], [6.0, 0.0], [1.0, -1.0], [0.5, 0.0], [-3.0, -9.0]])
    dists = fitted(submission, X_train).call(question, np.zeros((1, 2)), returns=array("dists", shape=(1, 5)))
    assert_equal(np.argsort(dists), [[3, 2, 0, 1, 4]], "training examples from near to far, from [0, 0]", NEARER)


@pytest.mark.question("compute_distances_one_loop", weight=15, gate="form")
def test_one_loop_has_no_loop_over_the_training_rows(submission, speed):
    """With one loop, no Python loop runs over the training examples."""
    speed.flat(
        over_training_rows("compute_distances_one_loop"), over=Text("training examples", "훈련 예제"), blocks="rows"
    )


@pytest.mark.question("compute_distances_no_loops", weight=2.9)
def test_no_loops_at_equal_examples(submission):
    """Without loops, equal examples are at distance 0 (but for rounding), never NaN, and others are not."""
    X = np.arange(1, 241).reshape(40, 6) / 7
    dists = fitted(submission, X).call("compute_distances_no_loops", X, returns=dists_of(X, X))
    assert_near_itself(dists)


@pytest.mark.question("compute_distances_no_loops", weight=2, gate="form", after=("test_no_loops_over_the_test_rows",))
def test_no_loops_over_the_training_rows(submission, speed):
    """Without loops, no Python loop runs over the training examples."""
    speed.flat(
        over_training_rows("compute_distances_no_loops"), over=Text("training examples", "훈련 예제"), blocks="rows"
    )


@pytest.mark.question(
    "compute_distances_no_loops", weight=2, gate="form", after=("test_no_loops_over_the_training_rows",)
)
def test_no_loops_over_the_test_rows(submission, speed):
    """Without loops, no Python loop runs over the test examples."""
    speed.flat(over_test_rows("compute_distances_no_loops"), over=Text("test examples", "테스트 예제"), blocks="rows")


@pytest.mark.question("predict_labels", weight=2.4)
def test_one_neighbor_decides_alone(submission):
    """With k = 1 the nearest neighbor's label is the prediction."""
    knn = fitted(submission, np.zeros((3, 1)), np.array([4, 7, 2]))
    dists = np.array([[0.5, 0.1, 0.9], [0.2, 0.3, 0.1]])
    labels = knn.call("predict_labels", dists, k=1, returns=array("labels", shape=(2,), kind="integer"))
    slip = Text(
        "Is it the label of the nearest, and not its index? (self.y_train is [4, 7, 2].)",
        "가장 가까운 예제의 번호가 아니라 그 레이블인가요? (self.y_train은 [4, 7, 2]예요.)",
    )
    assert_equal(labels, [7, 2], "labels", slip)


@pytest.mark.question("predict_labels", weight=2.4)
def test_three_neighbors_vote(submission):
    """With k = 3 two votes beat the single nearest neighbor."""
    knn = fitted(submission, np.zeros((5, 1)), np.array([3, 8, 8, 6, 6]))
    dists = np.array([[0.1, 0.2, 0.3, 0.4, 0.5], [0.9, 0.8, 0.1, 0.3, 0.2]])
    labels = knn.call("predict_labels", dists, k=3, returns=array("labels", shape=(2,), kind="integer"))
    slip = Text(
        "Do exactly the k smallest distances of each row vote? (self.y_train is [3, 8, 8, 6, 6].)",
        "행마다 거리가 가장 작은 k개만 투표했나요? (self.y_train은 [3, 8, 8, 6, 6]이에요.)",
    )
    assert_equal(labels, [8, 6], "labels", slip)


@pytest.mark.question("predict_labels", weight=2.4)
def test_a_tie_goes_to_the_smaller_label(submission):
    """A tied vote goes to the smaller label, even where the other one is nearer."""
    knn = fitted(submission, np.zeros((4, 1)), np.array([5, 2, 5, 7]))
    dists = np.array([[0.1, 0.2, 0.8, 0.9], [0.2, 0.9, 0.8, 0.1]])
    labels = knn.call("predict_labels", dists, k=2, returns=array("labels", shape=(2,), kind="integer"))
    slip = Text(f"{TIES.en} (self.y_train is [5, 2, 5, 7].)", f"{TIES.ko} (self.y_train은 [5, 2, 5, 7]이에요.)")
    assert_equal(labels, [2, 5], "labels", slip)


@pytest.mark.question("l1_distances", weight=5.6)
def test_l1_by_hand(submission):
    """L1 distances of two small matrices are those worked by hand."""
    A, B = np.array([[0.0, 0.0], [1.0, 5.0]]), np.array([[3.0, 4.0], [-1.0, 5.0], [0.0, 0.0]])
    dists = submission.knn.l1_distances.call(A, B, returns=dists_of(A, B))
    slip = Text(
        "Absolute values of the differences, added up, with no root?",
        "차이의 절댓값을 더하고, 제곱근은 취하지 않았나요?",
    )
    assert_close(dists, [[7, 6, 0], [3, 2, 6]], "dists", slip)


@pytest.mark.question("l1_distances", weight=5.6)
def test_l1_agrees_with_scipy(submission, rng):
    """L1 distances agree with SciPy's on random matrices."""
    A, B = rng.normal(size=(5, 3)), rng.normal(size=(4, 3))
    dists = submission.knn.l1_distances.call(A, B, returns=dists_of(A, B))
    slip = Text("Is the absolute value taken before the sum?", "합하기 전에 절댓값을 취했나요?")
    assert_close(dists, scipy.spatial.distance.cdist(A, B, "cityblock"), "dists", slip)


@pytest.mark.question("l1_distances", weight=5.6)
def test_l1_on_a_line(submission):
    """With one column, L1 distances are the distances on a line."""
    A, B = np.array([[0.0], [5.0]]), np.array([[3.0], [-1.0], [5.0]])
    dists = submission.knn.l1_distances.call(A, B, returns=dists_of(A, B))
    slip = Text("Is every difference taken between A[i] and B[j]?", "A[i]와 B[j]의 차이를 구했나요?")
    assert_close(dists, [[3, 1, 5], [2, 6, 0]], "dists", slip)


@pytest.mark.question("l1_distances", weight=10, gate="form")
def test_l1_has_no_loop_over_the_rows_of_b(submission, speed):
    """No Python loop runs over the rows of B."""
    speed.flat(over_rows_of_b, over=Text("rows of B", "B의 행"), blocks="rows")


@pytest.mark.question("cross_validate_k", weight=2.4)
def test_cross_validation_by_hand(submission):
    """Six examples in three folds give the accuracies worked by hand."""
    Neighbors(submission)
    X, y = np.array([[0.0], [10.0], [1.1], [11.3], [2.0], [5.7]]), np.array([0, 1, 0, 1, 1, 0])
    table = submission.knn.cross_validate_k.call(
        X, y, [1, 3], 3, returns=array("accuracies", shape=(2, 3), kind="float")
    )
    slip = Text(
        "One row per k, one column per fold; does the held-out fold stay out of the training?",
        "행은 k, 열은 폴드예요. 빼 둔 폴드가 훈련에 들어가지는 않았나요?",
    )
    assert_close(table, [[1, 0.5, 0], [1, 1, 0]], "accuracies", slip)


@pytest.mark.question("cross_validate_k", weight=2.4)
def test_cross_validation_on_digits(submission, digits):
    """On sixty digits, whose pixels weigh more and more, in five folds every accuracy is right."""
    Neighbors(submission)
    X, y = digits.rows[:60] * np.linspace(1, 2, 64), digits.labels[:60]  # so that no two distances are equal
    table = submission.knn.cross_validate_k.call(
        X, y, [1, 3, 8], 5, returns=array("accuracies", shape=(3, 5), kind="float")
    )
    right = np.array([[11, 11, 12, 11, 12], [10, 11, 12, 10, 12], [8, 10, 6, 10, 8]])  # of the twelve in each fold
    slip = Text("Are the folds taken in order, without shuffling?", "폴드를 섞지 않고 순서대로 나눴나요?")
    assert_close(table, right / 12, "accuracies", slip)


@pytest.mark.question("cross_validate_k", weight=6.8)
def test_each_fold_is_held_out(submission):
    """Each fold is predicted by a classifier that was trained on all the other folds."""
    assert_held_out(submission, two_groups(np.array([0.0, 0.1, 0.35, 0.7, 0.2, 0.9])), 3)
