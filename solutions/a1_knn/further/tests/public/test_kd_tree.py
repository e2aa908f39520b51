"""Tests of kd_tree.py. Each distance is measured by the test, which counts them."""

import numpy as np
import pytest
from scipy.spatial.distance import cdist

from autograder.testing import Text, array, assert_equal, assert_true, callback, integer

FAR_SIDE = Text(
    "Is the other side of a cut visited as well, where its plane is no farther than the worst of the best k?",
    "경계면이 지금까지의 k개 가운데 가장 나쁜 것보다 멀지 않으면 반대쪽도 방문하나요?",
)
TIES = Text(
    "Rows at the same distance: the smaller one first. Is the plane compared with <=, and (distance, row) sorted?",
    "거리가 같으면 작은 행이 먼저예요. 경계면을 <=로 비교하고 (거리, 행)을 정렬했나요?",
)
SKIP = Text(
    "Too many distances were measured: is the other side skipped where its plane is farther than the worst of the k?",
    "잰 거리가 너무 많아요. 경계면이 k개 가운데 가장 나쁜 것보다 멀면 반대쪽을 건너뛰나요?",
)
ONCE = Text("The distance to one row was measured twice.", "한 행까지의 거리를 두 번 쟀어요.")


def found(submission, X, queries, k):
    """Return the neighbors that the tree finds for each query, and how many distances each search measured."""
    tree, all_rows, counts = submission.kd_tree.KDTree.new(X), [], []
    for x in queries:
        asked = []
        row_distances = cdist([x], X)[0]

        def distance(row, asked=asked, row_distances=row_distances):
            asked.append(row)
            return float(row_distances[row])

        passed = callback(distance, args=(integer("row"),))
        all_rows.append(tree.call("nearest", x, k, passed, returns=array("rows", shape=(k,), kind="integer")))
        assert_true(len(asked) == len(set(asked)), ONCE)
        counts.append(len(asked))
    return np.array(all_rows), np.array(counts)


def everybody(X, queries, k):
    """Return the neighbors that a comparison with every row finds, of equal ones the smaller rows."""
    return cdist(queries, X).argsort(axis=1, kind="stable")[:, :k]


@pytest.mark.question("kd_nearest", ko="한 줄에 놓인 점 열 개에서 이웃 셋은 손으로 구한 것과 같습니다")
def test_ten_points_on_a_line(submission):
    """Of ten points on a line, the three neighbors are those worked by hand."""
    X = np.array([[0.0], [10.0], [20.0], [30.0], [40.0], [50.0], [60.0], [70.0], [80.0], [90.0]])
    rows, _ = found(submission, X, np.array([[44.0], [89.0], [-3.0]]), 3)
    assert_equal(rows, [[4, 5, 3], [9, 8, 7], [0, 1, 2]], "rows", FAR_SIDE)


@pytest.mark.question("kd_nearest", ko="평면에서 모든 점과 비교한 것과 같은 이웃을 찾습니다")
def test_the_same_neighbors_as_by_comparing_with_everybody(submission, rng):
    """In the plane, the tree finds the same neighbors as a comparison with every point."""
    X, queries = rng.uniform(size=(100, 2)), rng.uniform(size=(8, 2))
    for k in (1, 5):
        assert_equal(found(submission, X, queries, k)[0], everybody(X, queries, k), "rows", FAR_SIDE)


@pytest.mark.question("kd_nearest", ko="거리가 같으면 작은 행이 먼저입니다")
def test_of_equal_distances_the_smaller_row_comes_first(submission, rng):
    """On a grid, where many distances are equal, the smaller rows are taken."""
    X = rng.permutation(np.array([[i, j] for i in range(7) for j in range(7)], dtype=np.float64))
    queries = np.array([[3.0, 3.0], [2.5, 2.5], [0.0, 6.0], [4.0, 1.0]])
    for k in (1, 3, 6):
        assert_equal(found(submission, X, queries, k)[0], everybody(X, queries, k), "rows", TIES)


@pytest.mark.question("kd_nearest", ko="평면에서는 점 400개 가운데 일부까지의 거리만 잽니다")
def test_in_the_plane_few_distances_are_measured(submission, rng):
    """Of 400 points in the plane, a search for three neighbors measures less than 60 distances on average."""
    _, counts = found(submission, rng.uniform(size=(400, 2)), rng.uniform(size=(8, 2)), 3)
    assert_true(counts.mean() < 60, SKIP)


@pytest.mark.question("kd_nearest", ko="64차원에서도 같은 이웃을 찾습니다")
def test_in_64_dimensions_the_neighbors_are_right_as_well(submission, rng):
    """In 64 dimensions the neighbors are the same as well, although the tree can skip next to nothing."""
    X, queries = rng.uniform(size=(50, 64)), rng.uniform(size=(3, 64))
    assert_equal(found(submission, X, queries, 3)[0], everybody(X, queries, 3), "rows", FAR_SIDE)
