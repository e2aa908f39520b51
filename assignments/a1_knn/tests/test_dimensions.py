"""Public tests of dimensions.py."""

import numpy as np
import pytest
from a1_knn_oracles import regressed

from autograder.testing import Text, array, assert_close, assert_true, generator, scalar


@pytest.mark.question("edge_for_fraction", weight=7.0)
def test_edge_on_a_line_and_in_the_plane(submission):
    """One percent takes an edge of 0.01 on a line and of 0.1 in the plane."""
    slip = Text("Is it the d-th root of the fraction?", "fraction의 d제곱근을 구했나요?")
    for fraction, d, expected in [(0.01, 1, 0.01), (0.01, 2, 0.1), (0.25, 2, 0.5)]:
        edge = submission.dimensions.edge_for_fraction.call(fraction, d, returns=scalar("edge"))
        assert_close(edge, expected, f"edge for {fraction} in {d} dimensions", slip)


@pytest.mark.question("edge_for_fraction", weight=13.9)
def test_edge_grows_with_the_dimension(submission):
    """The more dimensions, the longer the edge for the same fraction, and it stays below 1."""
    edges = [submission.dimensions.edge_for_fraction.call(0.01, d, returns=scalar("edge")) for d in (1, 2, 3, 10)]
    claim = Text("the edges grow, from 0.01 towards 1", "한 변이 0.01에서 1을 향해 길어집니다")
    slip = Text("Is it a root of the fraction, and not a power?", "거듭제곱이 아니라 거듭제곱근을 구했나요?")
    assert_true(bool(np.all(np.diff([*edges, 1]) > 0)), claim, slip)


@pytest.mark.question("distance_contrast", weight=2.4)
def test_one_point_has_no_contrast(submission):
    """With one point, farthest and nearest are the same and the contrast is 0; with ten it is not."""
    slip = Text("(largest - smallest) / smallest?", "(최댓값 - 최솟값) / 최솟값이 맞나요?")
    for d in (1, 5):
        contrast = submission.dimensions.distance_contrast
        one = contrast.call(generator(d), 1, d, returns=scalar("contrast"))
        assert_close(one, 0.0, "contrast of one point", slip)
        ten = contrast.call(generator(d), 10, d, returns=scalar("contrast"))
        assert_true(ten > 0, Text("ten points have a contrast above 0", "점 열 개의 대비는 0보다 큽니다"), slip)


def five_contrasts(submission, d):
    """The contrasts of a hundred points for five seeds, which must be finite."""
    contrast = submission.dimensions.distance_contrast
    found = [contrast.call(generator(seed), 100, d, returns=scalar("c")) for seed in range(5)]
    slip = Text("Is the query drawn besides the points?", "점들 말고 질의점을 따로 뽑았나요?")
    assert_true(bool(np.all(np.isfinite(found))), Text("the contrast is finite", "대비가 유한합니다"), slip)
    return found


@pytest.mark.question("distance_contrast", weight=9.7)
def test_contrast_falls_with_the_dimension(submission):
    """In the plane the contrast is larger than in 1000 dimensions, for each of five seeds."""
    # In 1000 dimensions a contrast is 0.09 with a deviation of 0.01; in the plane one below 1 is unheard of.
    claim = Text("in 1000 dimensions the contrast is smaller", "1000차원에서는 대비가 더 작습니다")
    slip = Text("Does d count for the points and for the query?", "점과 질의점에 모두 d를 썼나요?")
    assert_true(min(five_contrasts(submission, 2)) > max(five_contrasts(submission, 1000)), claim, slip)


@pytest.mark.question("distance_contrast", weight=2.4)
def test_contrast_in_the_plane_is_large(submission):
    """In the plane the farthest point is many times as far as the nearest."""
    # Of five such contrasts three must be below 10/3 to fail: false failures below 1e-12.
    claim = Text("in the plane the contrast is above 2", "평면에서는 대비가 2보다 큽니다")
    slip = Text("Is the spread divided by the smallest distance?", "가장 작은 거리로 나눴나요?")
    assert_true(bool(np.mean(five_contrasts(submission, 2)) > 2), claim, slip)


@pytest.mark.question("distance_contrast", weight=2.4)
def test_contrast_in_many_dimensions_is_small(submission):
    """In 1000 dimensions all points are about equally far away."""
    # The mean of five is 0.091 with a deviation of 0.005: false failures below 1e-12.
    claim = Text(
        "in 1000 dimensions the contrast is between 0.02 and 0.3", "1000차원에서는 대비가 0.02와 0.3 사이입니다"
    )
    slip = Text("Is the smallest distance subtracted?", "가장 작은 거리를 뺐나요?")
    assert_true(bool(0.02 < np.mean(five_contrasts(submission, 1000)) < 0.3), claim, slip)


STATIONS, DEGREES, PLACES = np.array([[0.0], [1.0], [5.0]]), np.array([10.0, 20.0, 60.0]), np.array([[0.4], [4.0]])


def predicted(submission, x_train, y_train, x, k):
    """What knn_regress returns."""
    returns = array("predictions", shape=(len(x),), kind="float")
    return submission.dimensions.knn_regress.call(x_train, y_train, x, k, returns=returns)


@pytest.mark.question("knn_regress", weight=2.5)
def test_temperatures_at_three_stations(submission):
    """With stations on a line, the mean of the nearest one or two is as worked by hand."""
    slip = Text(
        "Do the values at the nearest places enter the mean, and no others?",
        "가장 가까운 곳들의 값만 평균에 들어갔나요?",
    )
    for k, expected in [(1, [10, 60]), (2, [15, 40]), (3, [30, 30])]:
        found = predicted(submission, STATIONS, DEGREES, PLACES, k)
        assert_close(found, expected, f"predictions with k = {k}", slip)


@pytest.mark.question("knn_regress", weight=2.5)
def test_the_nearest_station_decides(submission):
    """With k = 1 the temperature is that of the nearest station."""
    slip = Text("Is the nearest station sought, and not the first?", "처음 나온 관측소가 아니라 가장 가까운 곳인가요?")
    found = predicted(submission, STATIONS, DEGREES, np.array([[0.4], [4.0], [0.9]]), 1)
    assert_close(found, [10, 60, 20], "predictions with k = 1", slip)


@pytest.mark.question("knn_regress", weight=2.5)
def test_regression_on_a_line(submission, rng):
    """On random places along a line the predictions agree with a k-d tree's neighbors."""
    x_train, y_train, x = rng.random((12, 1)), rng.normal(size=12), rng.random((5, 1))
    slip = Text("Is the mean taken over k values, not over all?", "전체가 아니라 k개의 값으로 평균을 냈나요?")
    found = predicted(submission, x_train, y_train, x, 4)
    assert_close(found, regressed(x_train, y_train, x, 4), "predictions", slip)
