"""Public tests of dimensions.py."""

import numpy as np
import pytest
from a1_knn_oracles import regressed

from autograder.testing import Text, array, assert_close, assert_true, generator, scalar


@pytest.mark.question("edge_for_fraction", weight=1)
def test_edge_on_a_line_and_in_the_plane(submission):
    """One percent takes an edge of 0.01 on a line and of 0.1 in the plane."""
    slip = Text("Is it the d-th root of the fraction?", "fraction의 d제곱근을 구했나요?")
    for fraction, d, expected in [(0.01, 1, 0.01), (0.01, 2, 0.1), (0.25, 2, 0.5)]:
        edge = submission.dimensions.edge_for_fraction.call(fraction, d, returns=scalar("edge"))
        assert_close(edge, expected, f"edge for {fraction} in {d} dimensions", slip)


@pytest.mark.question("distance_contrast", weight=1)
def test_one_point_has_no_contrast(submission):
    """With one point, farthest and nearest are the same and the contrast is 0; with ten it is not."""
    slip = Text("(largest - smallest) / smallest?", "(최댓값 - 최솟값) / 최솟값이 맞나요?")
    for d in (1, 5):
        contrast = submission.dimensions.distance_contrast
        one = contrast.call(generator(d), 1, d, returns=scalar("contrast"))
        assert_close(one, 0.0, "contrast of one point", slip)
        ten = contrast.call(generator(d), 10, d, returns=scalar("contrast"))
        assert_true(ten > 0, Text("ten points have a contrast above 0", "점 열 개의 대비는 0보다 크다"), slip)


@pytest.mark.question("distance_contrast", weight=1)
def test_contrast_falls_with_the_dimension(submission):
    """In the plane the farthest point is many times as far as the nearest; in 1000 dimensions all are about as far."""
    # The seeds are fixed, the order of drawing is not. In the plane a single contrast is below 10/3 in fewer than one
    # of 40,000 draws, and three such of five are needed to fail; in 1000 dimensions the mean of five is 0.091 with a
    # deviation of 0.005. False failures: below 1e-12.
    slip = Text("Is the query drawn from the same cube as the points?", "질의점도 점들과 같은 정육면체에서 뽑았나요?")
    plane, high = (
        [
            submission.dimensions.distance_contrast.call(generator(seed), 100, d, returns=scalar("c"))
            for seed in range(5)
        ]
        for d in (2, 1000)
    )
    assert_true(np.mean(plane) > 2, Text("in the plane the contrast is above 2", "평면에서는 대비가 2보다 크다"), slip)
    claim = Text("in 1000 dimensions the contrast is between 0.02 and 0.3", "1000차원에서는 대비가 0.02와 0.3 사이이다")
    assert_true(0.02 < np.mean(high) < 0.3, claim, slip)


@pytest.mark.question("knn_regress", weight=1)
def test_temperatures_at_three_stations(submission):
    """With stations on a line, the mean of the nearest one or two is as worked by hand."""
    stations, degrees, places = np.array([[0.0], [1.0], [5.0]]), np.array([10.0, 20.0, 60.0]), np.array([[0.4], [4.0]])
    slip = Text(
        "Do the values at the nearest places enter the mean, and no others?",
        "가장 가까운 곳들의 값만 평균에 들어갔나요?",
    )
    for k, expected in [(1, [10, 60]), (2, [15, 40]), (3, [30, 30])]:
        found = submission.dimensions.knn_regress.call(
            stations, degrees, places, k, returns=array("predictions", shape=(2,), kind="float")
        )
        assert_close(found, expected, f"predictions with k = {k}", slip)


@pytest.mark.question("knn_regress", weight=1)
def test_regression_on_a_line(submission, rng):
    """On random places along a line the predictions agree with a k-d tree's neighbors."""
    x_train, y_train, x = rng.random((12, 1)), rng.normal(size=12), rng.random((5, 1))
    found = submission.dimensions.knn_regress.call(
        x_train, y_train, x, 4, returns=array("predictions", shape=(5,), kind="float")
    )
    slip = Text("Is the mean taken over k values, not over all?", "전체가 아니라 k개의 값으로 평균을 냈나요?")
    assert_close(found, regressed(x_train, y_train, x, 4), "predictions", slip)
