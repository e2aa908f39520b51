"""Hidden tests of knn.py."""

import numpy as np
import pytest
from a1_knn_oracles import (
    NEARER,
    ROOT,
    TIES,
    Neighbors,
    assert_held_out,
    assert_near_itself,
    dists_of,
    elected_rows,
    fitted,
    judged,
    over_rows_of_b,
    over_test_rows,
    over_training_rows,
    two_groups,
)
from scipy.spatial.distance import cdist

from autograder.testing import Text, array, assert_close, assert_equal, assert_true, assert_unmodified

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


def assert_order(submission, method, X, X_train, slip=NEARER, axis=1):
    """Require that the distances order the training examples (or, along axis 0, the test examples) as SciPy's do."""
    dists = fitted(submission, X_train).call(method, X, returns=dists_of(X, X_train))
    name = "training examples from near to far" if axis else "test examples from near to far"
    assert_equal(np.argsort(dists, axis=axis), np.argsort(cdist(X, X_train), axis=axis), name, slip)


@pytest.mark.question(
    "compute_distances_two_loops",
    "compute_distances_one_loop",
    "compute_distances_no_loops",
    weight={"compute_distances_two_loops": 6.4, "compute_distances_one_loop": 1.2, "compute_distances_no_loops": 0.4},
)
def test_distances_order_the_training_examples(submission, rng, question):
    """{variant}, training examples are in the right order for each of themselves, from near to far."""
    X = rng.integers(-300, 300, size=(8, 6)) / 64  # exact: no rounding at equal examples
    assert_order(submission, question, X, X)


@pytest.mark.question(
    "compute_distances_two_loops",
    "compute_distances_one_loop",
    "compute_distances_no_loops",
    weight={"compute_distances_two_loops": 6.4, "compute_distances_one_loop": 3.9, "compute_distances_no_loops": 0.5},
)
def test_distances_order_the_test_examples(submission, rng, question):
    """{variant}, the test examples are in the right order from a single training example, from near to far."""
    X, X_train = rng.normal(size=(40, 6)), rng.normal(size=(1, 6))  # so many that no other distance has their order
    dists = fitted(submission, X_train).call(question, X, returns=array("dists", kind="float"))
    assert_equal(dists.size, 40, "how many distances there are from 40 examples to 1", SHAPES)
    assert_equal(
        np.argsort(dists.ravel()), np.argsort(cdist(X, X_train)[:, 0]), "test examples from near to far", NEARER
    )


@pytest.mark.question(
    "compute_distances_two_loops",
    "compute_distances_one_loop",
    "compute_distances_no_loops",
    weight={"compute_distances_two_loops": 7.9, "compute_distances_one_loop": 3.7, "compute_distances_no_loops": 2.3},
)
def test_distances_grow_in_proportion(submission, rng, question):
    """{variant}, two numbers that are four times as far apart have a distance four times as large."""
    for x, other in rng.uniform(1, 3, size=(3, 2)):
        near, far = (
            fitted(submission, np.array([[factor * other]])).call(
                question, np.array([[-factor * x]]), returns=array("dists", kind="float")
            )
            for factor in (1.0, 4.0)
        )
        claim = Text("different numbers are apart", "서로 다른 수는 거리가 0보다 큽니다")
        assert_true(bool(near.size == 1 and np.all(near > 0)), claim, ROOT)
        assert_close(far, 4 * near, f"distance from {-4 * x:g} to {4 * other:g}, beside 4 times that of a fourth", ROOT)


def places(rng):
    """Five places on a line, none of them near another, in any order but from near to far or from far to near."""
    distances = np.cumsum(rng.integers(2, 9, size=5)) / 4
    return distances[[3, 1, 4, 0, 2]][:, np.newaxis]


@pytest.mark.question(
    "compute_distances_two_loops",
    "compute_distances_one_loop",
    "compute_distances_no_loops",
    weight={"compute_distances_two_loops": 11.8, "compute_distances_one_loop": 0.5, "compute_distances_no_loops": 0.4},
)
def test_distances_from_one_test_example(submission, rng, question):
    """{variant}, a single test example leaves the result two axes: one row."""
    assert_order(submission, question, np.zeros((1, 1)), places(rng), SHAPES, 1)


@pytest.mark.question(
    "compute_distances_two_loops",
    "compute_distances_one_loop",
    "compute_distances_no_loops",
    weight={"compute_distances_two_loops": 10.8, "compute_distances_one_loop": 2.2, "compute_distances_no_loops": 0.5},
)
def test_distances_to_one_training_example(submission, rng, question):
    """{variant}, a single training example leaves the result two axes: one column."""
    assert_order(submission, question, -places(rng), np.zeros((1, 1)), SHAPES, 0)


@pytest.mark.question(
    "compute_distances_two_loops",
    "compute_distances_one_loop",
    "compute_distances_no_loops",
    weight={"compute_distances_two_loops": 6.9, "compute_distances_one_loop": 0.7, "compute_distances_no_loops": 0.5},
)
def test_distances_from_the_origin(submission, rng, question):
    """{variant}, training examples on the axes are as far from the origin as their one number says."""
    X_train = np.diag(rng.uniform(2, 9, size=3))
    dists = fitted(submission, X_train).call(question, np.zeros((2, 3)), returns=array("dists", shape=(2, 3)))
    assert_close(dists, np.tile(np.diag(X_train), (2, 1)), "dists", ROOT)


@pytest.mark.question(
    "compute_distances_two_loops",
    "compute_distances_one_loop",
    weight={"compute_distances_two_loops": 5.9, "compute_distances_one_loop": 0.6},
)
def test_loops_on_digits(submission, digits, rng, question):
    """{variant}, digits seen through a view with every second pixel are in the right order, from near to far."""
    rows = digits.rows[rng.permutation(len(digits.rows))[:19]]
    order = np.argsort(cdist(rows[9:10, ::-2], rows[:9, ::-2])[0])
    X_train = np.asfortranarray(rows[:9][order] * np.linspace(1, 1.001, 64))[:, ::-2]  # no two equally far
    assert_order(submission, question, rows[9::2, ::-2], X_train)


@pytest.mark.question(
    "compute_distances_two_loops",
    "compute_distances_one_loop",
    "compute_distances_no_loops",
    weight={"compute_distances_two_loops": 5.4, "compute_distances_one_loop": 0.5, "compute_distances_no_loops": 0.8},
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
    weight={"compute_distances_two_loops": 22, "compute_distances_one_loop": 2, "compute_distances_no_loops": 2},
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
    weight={"compute_distances_two_loops": 2.5, "compute_distances_one_loop": 0.6},
)
def test_loops_at_any_size(submission, rng, question):
    """{variant}, the distances are right for one example or many, one feature or many."""
    at_any_size(submission, rng, question)


@pytest.mark.question("compute_distances_one_loop", weight=65, gate="form")
def test_one_loop_is_flat_in_the_training_rows(submission, speed):
    """With one loop, the time does not grow with a Python loop over the training examples."""
    speed.flat(
        over_training_rows("compute_distances_one_loop"), over=Text("training examples", "훈련 예제"), blocks="rows"
    )


@pytest.mark.question("compute_distances_no_loops", weight=1.9)
def test_no_loops_at_any_size(submission, rng):
    """Without loops, the distances are right for one example or many, one feature or many."""
    at_any_size(submission, rng, "compute_distances_no_loops")


@pytest.mark.question("compute_distances_no_loops", weight=2.2)
def test_no_loops_on_the_training_examples_themselves(submission, digits, rng):
    """Without loops, asking for training examples again gives no NaN, and 0 for each beside itself alone."""
    X = digits.rows[:60] / 7 - rng.random(64)
    X = X[rng.permutation(60)[:40]]
    dists = fitted(submission, X).call("compute_distances_no_loops", X, returns=dists_of(X, X))
    assert_near_itself(dists)


@pytest.mark.question("compute_distances_no_loops", weight=3.2)
def test_no_loops_where_no_number_meets_another(submission, rng):
    """Without loops, examples with an x.t of 0 are in the right order: |x|**2 and |t|**2 count for each example."""
    X = np.zeros((6, 12))
    for i in range(6):  # every second one is shorter than the others, but the sum of its numbers is larger
        X[i, 2 * i : 2 * i + 2] = rng.uniform(0.71, 0.8) if i % 2 else (rng.uniform(1.2, 1.3), 0)
    dists = fitted(submission, X).call("compute_distances_no_loops", X, returns=dists_of(X, X))
    slip = Text(
        "Is |x|^2 one number for each test example, |t|^2 one for each training example?",
        "|x|^2은 테스트 예제마다, |t|^2은 훈련 예제마다 하나씩인가요?",
    )
    others = np.where(np.eye(6, dtype=bool), np.inf, 0)  # each example is left out of its own row
    wanted = np.argsort(cdist(X, X) + others, axis=1)
    assert_equal(np.argsort(dists + others, axis=1), wanted, "other examples from near to far", slip)


@pytest.mark.question("compute_distances_no_loops", weight=0.6)
def test_no_loops_among_examples_of_one_length(submission, rng):
    """Without loops, of training examples of one length the nearest is the one whose x.t is the largest."""
    X, X_train = rng.normal(size=(5, 4)), rng.normal(size=(7, 4))
    X_train /= np.linalg.norm(X_train, axis=1, keepdims=True)
    slip = Text("Is it - 2 x.t, so that a large x.t means near?", "x.t가 클수록 가깝도록 -2 x.t인가요?")
    assert_order(submission, "compute_distances_no_loops", X, X_train, slip)


@pytest.mark.question("compute_distances_no_loops", weight=0.4)
def test_no_loops_from_as_many_examples(submission, rng):
    """Without loops, as many test as training examples, on axes of their own, are as far apart as Pythagoras says."""
    X, X_train = np.diag(rng.uniform(1, 2) * np.array([3.0, 1.0, 4.0, 2.0])), np.zeros((4, 4))
    dists = fitted(submission, X_train).call("compute_distances_no_loops", X, returns=dists_of(X, X_train))
    slip = Text("Does |x|^2 belong to row i?", "|x|^2이 i번째 행에 들어가나요?")
    assert_equal(np.argsort(dists[:, 0]), np.argsort(np.diag(X)), "test examples from near to far", slip)


def many_pairs(modules, rng, num_test, num_train):
    """The workload of the memory test."""
    knn = fitted(modules, rng.normal(size=(num_train, 800)))  # 745 MiB for all pairs
    X = rng.normal(size=(num_test, 800))
    dists = array("dists", shape=(num_test, num_train), kind="float")
    return knn.timed("compute_distances_no_loops", X, returns=dists)


@pytest.mark.question(
    "compute_distances_no_loops",
    weight=55,
    gate="memory",
    after=("test_no_loops_is_flat_in_the_training_rows", "test_no_loops_is_flat_in_the_test_rows"),
)
def test_no_loops_within_memory(submission, speed):
    """Without loops, 330 x 370 long examples fit into memory: there is no array of shape (num_test, num_train, D)."""
    speed.within_memory(many_pairs, sizes=(330, 370), blocks="rows")


@pytest.mark.question(
    "compute_distances_no_loops", weight=10.5, gate="form", after=("test_no_loops_is_flat_in_the_test_rows",)
)
def test_no_loops_is_flat_in_the_training_rows(submission, speed):
    """Without loops, the time does not grow with a Python loop over the training examples."""
    speed.flat(
        over_training_rows("compute_distances_no_loops"), over=Text("training examples", "훈련 예제"), blocks="rows"
    )


@pytest.mark.question(
    "compute_distances_no_loops", weight=10.5, gate="form", after=("test_no_loops_is_flat_in_the_training_rows",)
)
def test_no_loops_is_flat_in_the_test_rows(submission, speed):
    """Without loops, the time does not grow with a Python loop over the test examples."""
    speed.flat(over_test_rows("compute_distances_no_loops"), over=Text("test examples", "테스트 예제"), blocks="rows")


def voted(submission, y_train, dists, k):
    """What predict_labels makes of these distances."""
    knn = fitted(submission, np.zeros((len(y_train), 1)), y_train)
    return knn.call("predict_labels", dists, k=k, returns=array("labels", shape=(len(dists),), kind="integer"))


def near_and_far(rng, num_test, num_train):
    """Distances from 1 to 1.5, of which no two in a row are equal, in memory as a view."""
    steps = np.linspace(1, 1.5, num_train)
    return rng.permuted(np.tile(steps, (2 * num_test, 1)), axis=1)[::-2]


def clear(rng, votes, num_test=4):
    """Distances and labels such that the nearest have these votes (label -> how many), and those behind all others."""
    k, winner = sum(votes.values()), max(votes, key=votes.get)
    far = [label for label in votes if label != winner] * 2
    y_train = np.array([*rng.permutation([label for label in votes for _ in range(votes[label])]), *far])
    dists = np.stack([np.concatenate([rng.permutation(k), k + np.arange(len(far))]) for _ in range(num_test)])
    shuffled = rng.permutation(len(y_train))
    return (1 + dists / 100)[:, shuffled], y_train[shuffled], k, [winner] * num_test


MAJORITY = Text(
    "Do the k nearest vote, with the labels of y_train?", "가장 가까운 k개가 y_train의 레이블로 투표했나요?"
)


@pytest.mark.question("predict_labels", weight=15.8)
def test_votes_on_random_distances(submission, rng):
    """On random distances the vote is right for every k, ties included, also for labels that are uint8."""
    for num_test, num_train, gap, dtype in [(1, 1, 3, np.int64), (4, 7, 3_001, np.int64), (9, 20, 30, np.uint8)]:
        y_train = (rng.integers(0, 4, size=num_train) * gap).astype(dtype)
        dists = near_and_far(rng, num_test, num_train)
        for k in {1, 2, 5, num_train} & set(range(1, num_train + 1)):
            labels = voted(submission, y_train, dists, k)
            assert_equal(labels, elected_rows(dists, y_train, k), f"labels with k = {k}", MAJORITY)


def assert_clear(submission, rng, elections, slip):
    """Require the right winner where it is ahead by three votes."""
    for votes in elections:
        dists, y_train, k, winners = clear(rng, votes)
        assert_equal(voted(submission, y_train, dists, k), winners, f"labels where the votes are {votes}", slip)


@pytest.mark.question("predict_labels", weight=20.8)
def test_clear_winners_of_many(submission, rng):
    """The label that is ahead by three votes wins, also with fewer than half of them, and in first place or last."""
    elections = [{7: 5, 2: 2, 3: 2, 4: 1}, {1: 5, 3: 2, 5: 2, 9: 2}, {8: 6, 6: 3, 5: 3}]
    assert_clear(submission, rng, elections, MAJORITY)


@pytest.mark.question("predict_labels", weight=2.4)
def test_clear_winners_with_large_labels(submission, rng):
    """The label that is ahead by three votes wins, also one far above 9."""
    slip = Text("Is every label counted that occurs?", "나오는 레이블을 모두 셌나요?")
    assert_clear(submission, rng, [{9_001: 5, 20: 2, 700: 2}, {10: 6, 333: 2, 50: 2}], slip)


@pytest.mark.question("predict_labels", weight=2.4)
def test_clear_winners_of_two(submission, rng):
    """Of two labels the one that is ahead by three votes or more wins."""
    assert_clear(submission, rng, [{1: 6, 0: 2}, {0: 5, 1: 2}, {3: 8, 5: 3}], MAJORITY)


@pytest.mark.question("predict_labels", weight=2.4)
def test_the_nearest_of_many(submission, rng):
    """Where every example has a label of its own, one neighbor gives the label of the nearest."""
    slip = Text("Is the example with the smallest distance sought?", "거리가 가장 작은 예제를 찾았나요?")
    dists = near_and_far(rng, 6, 9)
    assert_equal(voted(submission, np.arange(9), dists, 1), np.argmin(dists, axis=1), "labels with k = 1", slip)


@pytest.mark.question("predict_labels", weight=19.8)
def test_all_examples_vote(submission, rng):
    """With as many neighbors as training examples the most frequent label of all wins, whoever is near."""
    y_train = np.array([6, 2, 6, 8, 6, 8, 6, 6, 2, 6])
    slip = Text("Do all k neighbors have one vote each?", "이웃 k개가 모두 한 표씩 가지나요?")
    order = rng.permutation(10)
    assert_equal(voted(submission, y_train[order], near_and_far(rng, 30, 10), 10), [6] * 30, "labels with k = 10", slip)


@pytest.mark.question("predict_labels", weight=2.4)
def test_exactly_k_neighbors_vote(submission, rng):
    """One vote more or less decides: exactly the k nearest have one."""
    slip = Text("Do exactly the k smallest distances of each row vote?", "행마다 거리가 가장 작은 k개만 투표했나요?")
    near = 1 + np.arange(6) / 100
    for labels, k, winner in [([5, 5, 3, 3, 3, 3], 3, 5), ([3, 5, 5, 3, 3, 3], 3, 5), ([5, 3, 3, 5, 5, 5], 3, 3)]:
        order = rng.permutation(6)
        found = voted(submission, np.array(labels)[order], near[None, order], k)
        assert_equal(found, [winner], f"label of {labels} from near to far with k = {k}", slip)


@pytest.mark.question("predict_labels", weight=2.4)
def test_ties_of_two_labels(submission, rng):
    """Where two labels have equally many votes the smaller one wins, wherever its voters stand."""
    near = 1 + np.arange(6) / 100
    for labels, k, winner in [([5, 2, 9, 9, 9, 9], 2, 2), ([2, 5, 9, 9, 9, 9], 2, 2), ([8, 4, 8, 4, 9, 9], 4, 4)]:
        order = rng.permutation(6)
        found = voted(submission, np.array(labels)[order], near[None, order], k)
        assert_equal(found, [winner], f"label of {labels} from near to far with k = {k}", TIES)


@pytest.mark.question("predict_labels", weight=5.2)
def test_ties_among_several_labels(submission, rng):
    """Ties of two, three and four labels go to the smallest of those tied, wherever its voters stand."""
    none, two, four, seven, nine = np.cumsum(rng.integers(1, 4, size=5)) - 1
    y_train = np.array([nine, four, seven, two, nine, four, seven, two, none])
    near = np.arange(9, dtype=np.float64)
    for order in (near, near[::-1], np.roll(near, 3), np.roll(near[::-1], 5)):
        for k in (2, 3, 4, 6, 8, 9):
            expected = elected_rows(order[None], y_train, k)
            assert_equal(voted(submission, y_train, order[None], k), expected, f"labels with k = {k}", TIES)


@pytest.mark.question("predict_labels", weight=8, gate="inputs")
def test_voting_leaves_the_distances_alone(submission, rng):
    """The distances are not sorted in place."""
    knn = fitted(submission, np.zeros((6, 1)), np.array([0, 1, 2, 0, 1, 2]))
    assert_unmodified(knn.observe("predict_labels", rng.random((3, 6)), k=3))


@pytest.mark.question("predict_labels", weight=11.3)
def test_labels_that_came_as_a_list(submission, rng):
    """Labels that were given to train as a list, or as integral floats, work too."""
    dists = np.asfortranarray([[0.3, 0.2, 0.1, 0.4, 0.5, 0.6], [0.1, 0.2, 0.3, 0.4, 0.5, 0.6]])
    slip = Text("self.y_train is an array; is it used as it is?", "self.y_train은 배열이에요. 그대로 사용했나요?")
    few, many = int(rng.integers(1, 5)), int(rng.integers(5, 10))
    for y_train in ([many] * 4 + [few] * 2, np.array([many] * 4 + [few] * 2, np.float64)):
        assert_equal(voted(submission, y_train, dists, 6), [many, many], "labels with k = 6", slip)


@pytest.mark.question("l1_distances", weight=12.1)
def test_l1_of_uint8_images(submission, rng):
    """Images in uint8, of which one pixel is not black, have the distances of the same images in floats."""
    A, B = (np.zeros((n, 9), np.uint8) for n in (3, 5))
    A[:, 4], B[:, 4] = rng.integers(100, 150, size=3), rng.permutation([0, 50, 160, 200, 255])
    dists = submission.knn.l1_distances.call(A[:, ::-2], B[:, ::-2], returns=dists_of(A, B))
    slip = Text("Are both turned into float64 before the subtraction?", "빼기 전에 둘 다 float64로 바꿨나요?")
    assert_close(dists, cdist(A, B, "cityblock"), "dists", slip)


@pytest.mark.question("l1_distances", weight=4.0)
def test_l1_of_larger_rows(submission, rng):
    """Where all numbers of A are larger than those of B, distances are the differences, added up."""
    A, B = rng.uniform(2, 5, size=(4, 5)), rng.uniform(-1, 1, size=(3, 5))
    dists = submission.knn.l1_distances.call(A, B, returns=dists_of(A, B))
    slip = Text("Are the differences added up, with no square?", "차이를 제곱하지 않고 더했나요?")
    assert_close(dists, cdist(A, B, "cityblock"), "dists", slip)


@pytest.mark.question("l1_distances", weight=1.6)
def test_l1_along_an_axis(submission, rng):
    """Where the rows differ in one number alone, distances are its absolute differences."""
    A, B = np.tile(rng.normal(size=4), (3, 1)), np.zeros((5, 4))
    B[:] = A[0]
    A[:, 2], B[:, 2] = rng.normal(size=3), rng.normal(size=5)
    dists = submission.knn.l1_distances.call(A, B, returns=dists_of(A, B))
    slip = Text("Is every difference taken between A[i] and B[j]?", "A[i]와 B[j]의 차이를 구했나요?")
    assert_close(dists, np.abs(A[:, 2:3] - B[:, 2]), "dists", slip)


@pytest.mark.question("l1_distances", weight=5.6)
def test_l1_at_any_size(submission, rng):
    """L1 distances are right for one row or many, one column or many."""
    for N, M, D in SIZES:
        A, B = rng.normal(size=(N, D)), rng.normal(size=(D, M)).T
        dists = submission.knn.l1_distances.call(A, B, returns=dists_of(A, B))
        assert_close(dists, cdist(A, B, "cityblock"), "dists", SHAPES)


@pytest.mark.question("l1_distances", weight=4.7)
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
    speed.flat(over_rows_of_b, over=Text("rows of B", "B의 행"), blocks="rows")


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


def groups(rng, N):
    """Examples of two groups, in turn."""
    return two_groups(rng.permutation(N) / N + rng.uniform(0, 0.01, size=N))


@pytest.mark.question("cross_validate_k", weight=6.8)
def test_every_fold_is_held_out(submission, rng):
    """Each fold, also one of a single example, is predicted by a classifier trained on all the other folds."""
    for N, num_folds in [(12, 4), (12, 3), (8, 8)]:
        assert_held_out(submission, groups(rng, N), num_folds)


@pytest.mark.question("cross_validate_k", weight=2.4)
def test_folds_are_cut_in_order(submission, rng):
    """The folds are blocks of the examples in their order."""
    X = groups(rng, 12)
    folds = assert_held_out(submission, X, 3)
    slip = Text("Are the folds taken in order, without shuffling?", "폴드를 섞지 않고 순서대로 나눴나요?")
    assert_equal([sorted(fold) for fold in folds], np.arange(12).reshape(3, 4), "examples of each fold", slip)


@pytest.mark.question("cross_validate_k", weight=13.2)
def test_uneven_folds_have_every_example(submission, rng):
    """Where the examples do not divide evenly, every one is in a fold, and the folds differ by one at most."""
    slip = Text("Does np.array_split cut the folds?", "np.array_split으로 폴드를 나눴나요?")
    for N, num_folds in [(11, 3), (10, 4)]:
        folds = assert_held_out(submission, groups(rng, N), num_folds)
        assert_equal(sorted(i for fold in folds for i in fold), np.arange(N), "examples of all folds, sorted", slip)
        sizes = [len(part) for part in np.array_split(np.arange(N), num_folds)]
        assert_equal(sorted(map(len, folds)), sorted(sizes), "sizes of the folds, sorted", slip)


@pytest.mark.question("cross_validate_k", weight=10.7)
def test_every_k_is_tried(submission, rng):
    """Predictions are made with every k of the list."""
    _right, _wrong, neighbors = judged(submission, groups(rng, 16), [3, 1, 5], 4)
    slip = Text("Is k handed on to predict?", "predict에 k를 넘겼나요?")
    if neighbors.questions:  # else the distances are the answer's own
        assert_equal(sorted(set(neighbors.ks)), [1, 3, 5], "values of k that voted", slip)


@pytest.mark.question("cross_validate_k", weight=15.6)
def test_one_accuracy_for_each_k_and_fold(submission, rng):
    """There is an accuracy for every k and every fold."""
    right, _wrong, _neighbors = judged(submission, groups(rng, 15), [1, 3], 5)
    slip = Text("Is every accuracy kept, and no mean returned?", "평균 내지 않고 정확도를 모두 돌려줬나요?")
    assert_equal(right.size, 10, "how many accuracies there are for 2 k and 5 folds", slip)


@pytest.mark.question("cross_validate_k", weight=15.1)
def test_accuracies_are_fractions(submission, rng):
    """Where all examples of a fold are predicted right the accuracy is 1, however many they are."""
    for N, num_folds in [(12, 3), (10, 5)]:
        right, _wrong, _neighbors = judged(submission, groups(rng, N), [1], num_folds)
        slip = Text("Is each accuracy a mean over its fold?", "정확도를 그 폴드의 평균으로 구했나요?")
        assert_close(right, np.ones(right.shape), "accuracies where all is right", slip)


@pytest.mark.question("cross_validate_k", weight=8.7)
def test_each_accuracy_belongs_to_its_fold(submission, rng):
    """Of folds that are all right or all wrong, the accuracies stand in the order of the folds."""
    X, fold, right = groups(rng, 12), np.arange(12) // 4, np.arange(12) % 2
    slip = Text("One column per fold, in the order of the folds?", "폴드마다 한 열씩 순서대로 있나요?")
    for wrong in range(3):
        Neighbors(submission)
        labels = np.where(fold == wrong, 5 + np.arange(12), right)  # which two of four neighbors outvote, elsewhere
        returns = array("accuracies", kind="float")
        found = np.ravel(submission.knn.cross_validate_k.call(X, labels, [4], 3, returns=returns))
        assert_equal(found.size, 3, "how many accuracies there are for 1 k and 3 folds", slip)
        assert_equal(found[wrong], 0, f"accuracy of fold {wrong}, whose labels occur nowhere else", slip)
        claim = Text("the other folds have hits", "다른 폴드에는 맞힌 예제가 있습니다")
        assert_true(bool(np.sum(found) > 0), claim, slip)


@pytest.mark.question("cross_validate_k", weight=2.4)
def test_cross_validation_with_uneven_folds(submission, rng):
    """Where the examples do not divide evenly, every one is held out once, in folds as np.array_split cuts them."""
    X, y = rng.normal(size=(2, 23)).T, rng.integers(0, 2, size=23)
    slip = Text(
        "Does np.array_split cut the folds, and is each accuracy the mean over its own fold?",
        "np.array_split으로 폴드를 나누고, 정확도를 그 폴드의 예제 수로 평균 냈나요?",
    )
    table = validated(submission, X, y, [1, 4, 7], 4)
    assert_close(table, accuracies(X, y, [1, 4, 7], [6, 6, 6, 5]), "accuracies", slip)


@pytest.mark.question("cross_validate_k", weight=2.4)
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


@pytest.mark.question("cross_validate_k", weight=2.9)
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


@pytest.mark.question("cross_validate_k", weight=8, gate="inputs")
def test_cross_validation_leaves_the_examples_alone(submission, rng):
    """X and y are not shuffled in place."""
    Neighbors(submission)
    y = np.array([0, 1] * 5)
    assert_unmodified(submission.knn.cross_validate_k.observe(rng.normal(size=(10, 2)), y, [1, 3], 5))
