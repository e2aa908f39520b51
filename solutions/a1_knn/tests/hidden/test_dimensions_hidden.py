"""Hidden tests of dimensions.py."""

import numpy as np
import pytest
from a1_knn_oracles import regressed

from autograder.testing import (
    Text,
    array,
    assert_close,
    assert_equal,
    assert_true,
    assert_unmodified,
    generator,
    scalar,
)


@pytest.mark.question("edge_for_fraction", weight=1)
def test_edge_to_the_d_is_the_fraction(submission, rng):
    """In any dimension the edge, to the power of d, is the fraction."""
    slip = Text("Is it the d-th root, for every d?", "모든 d에 대해 d제곱근인가요?")
    for d in (1, 3, 5, 10, 100):
        fraction = float(rng.uniform(0.1, 0.9))
        edge = submission.dimensions.edge_for_fraction.call(fraction, d, returns=scalar("edge"))
        with np.errstate(all="ignore"):  # an edge may be any number at all
            volume = np.power(edge, d)
        assert_close(volume, fraction, f"edge ** {d}", slip)


@pytest.mark.question("edge_for_fraction", weight=0.5)
def test_edge_in_many_dimensions(submission):
    """In 3072 dimensions one percent takes nearly the whole of every axis, and everything takes all of it."""
    slip = Text("Is the exponent 1 / d?", "지수가 1 / d인가요?")
    for fraction, expected in [(0.01, np.exp(np.log(0.01) / 3072)), (1.0, 1.0)]:
        edge = submission.dimensions.edge_for_fraction.call(fraction, 3072, returns=scalar("edge"))
        assert_close(edge, expected, "edge", slip)


def contrasts(submission, rng, n, d, draws):
    """log(1 + contrast) for many seeds: less skewed than the contrast itself."""
    contrast = submission.dimensions.distance_contrast
    values = np.array(
        [contrast.call(generator(int(s)), n, d, returns=scalar("contrast")) for s in rng.integers(2**31, size=draws)]
    )
    with np.errstate(all="ignore"):  # a contrast may be any number at all
        return np.log1p(np.abs(values))


# The expected means are those of 60,000 and 200,000 draws with SciPy's cdist. A single draw deviates by 15.5 % and
# 29.2 %. In 50 dimensions the tolerance is 6.2 deviations of the mean of all draws, in 3 dimensions 11: false failures
# below 1e-9. The nearest mistakes (normal points, a query in the center) lie twice as far away, so that they are
# noticed, or not, whatever the seeds are.


@pytest.mark.question("distance_contrast", weight=2)
def test_mean_contrast_in_many_dimensions(submission, rng):
    """In 50 dimensions, with fifty points, the contrast is 0.43 on average."""
    slip = Text(
        "Uniform points and a uniform query, Euclidean distances with the root, divided by the smallest?",
        "점과 질의점을 균등하게 뽑고, 제곱근을 취한 유클리드 거리를 가장 작은 거리로 나눴나요?",
    )
    mean = float(np.mean(contrasts(submission, rng, 50, 50, draws=400)))
    assert_close(mean, 0.3566, "mean of log(1 + contrast) over 400 seeds", slip, rtol=0.048)


@pytest.mark.question("distance_contrast", weight=1)
def test_contrast_in_three_dimensions(submission, rng):
    """In three dimensions, with twenty points, the farthest is as many times as far as it should be, on average."""
    slip = Text(
        "Is the query a point of its own, and not one of the n?",
        "질의점이 n개의 점 중 하나가 아니라 따로 뽑은 점인가요?",
    )
    values = contrasts(submission, rng, 20, 3, draws=100)
    assert_true(np.all(values > 0), Text("every contrast is positive", "대비는 언제나 양수이다"), slip)
    claim = Text("other seeds give other contrasts", "시드가 다르면 대비도 다르다")
    assert_true(
        len(np.unique(values)) > 50,
        claim,
        Text("Is `rng` used, and no generator of its own?", "생성기를 따로 만들지 않고 `rng`를 썼나요?"),
    )
    mean = float(np.mean(values))
    assert_close(mean, 1.608, "mean of log(1 + contrast) over 100 seeds", slip, rtol=0.33)


@pytest.mark.question("distance_contrast", weight=0.5, gate="repeat")
def test_contrast_is_decided_by_the_rng(submission):
    """The same seed gives the same contrast."""
    slip = Text("Does all randomness come from `rng`?", "`rng`만 사용해 무작위 수를 뽑았나요?")
    first, second = (
        submission.dimensions.distance_contrast.call(generator(8), 20, 4, returns=scalar("contrast")) for _ in range(2)
    )
    assert_equal(first, second, "contrast", slip)


@pytest.mark.question("knn_regress", weight=2)
def test_regression_in_several_dimensions(submission, rng):
    """In several dimensions, for one new place or many and every k, the predictions agree with a k-d tree's."""
    slip = Text("Is the distance Euclidean over all D coordinates?", "거리가 D개 좌표 모두를 쓴 유클리드 거리인가요?")
    a, b = rng.choice(90, size=2, replace=False) / 10.0
    corners = (np.array([[3.0, 3.0], [5.0, 0.0]]), np.array([a, b]), np.zeros((1, 2)), 1)  # (3, 3) is the nearer one
    drawn = [
        (rng.normal(size=(D, N)).T, rng.normal(size=2 * N)[::-2], rng.normal(size=(M, D)), k)
        for N, M, D, k in [(1, 1, 2, 1), (6, 1, 3, 6), (20, 7, 2, 3), (15, 4, 5, 1)]
    ]
    for x_train, y_train, x, k in [corners, *drawn]:
        found = submission.dimensions.knn_regress.call(
            x_train, y_train, x, k, returns=array("predictions", shape=(len(x),), kind="float")
        )
        assert_close(found, regressed(x_train, y_train, x, k), f"predictions with k = {k}", slip)


@pytest.mark.question("knn_regress", weight=1.5)
def test_regression_at_the_stations(submission, rng):
    """At a station itself one neighbor gives the value there, however many dimensions there are."""
    x_train, y_train = rng.normal(size=(8, 3)), rng.normal(size=8)
    slip = Text("Is the nearest place, at distance 0, among the k?", "거리가 0인 가장 가까운 곳도 k개에 넣었나요?")
    found = submission.dimensions.knn_regress.call(
        x_train, y_train, x_train[::-1], 1, returns=array("predictions", shape=(8,), kind="float")
    )
    assert_close(found, y_train[::-1], "predictions", slip)


@pytest.mark.question("knn_regress", weight=1)
def test_the_error_falls_as_examples_are_added(submission, rng):
    """A wavy curve is followed ever more closely as examples are added."""
    x = np.linspace(0.05, 0.95, 40)[:, None]
    curve = np.sin(9 * x[:, 0])
    slip = Text(
        "Do the nearest examples decide, and not the first?", "처음 나온 예제가 아니라 가장 가까운 예제를 썼나요?"
    )
    for n, bound in [(50, 0.25), (1600, 0.01)]:
        x_train = (rng.permutation(n)[:, None] + 0.4999) / n
        found = submission.dimensions.knn_regress.call(
            x_train, np.sin(9 * x_train[:, 0]), x, 2, returns=array("predictions", shape=(40,), kind="float")
        )
        claim = Text(f"the error from {n} examples is below {bound}", f"예제 {n}개로 얻은 오차가 {bound}보다 작다")
        assert_true(np.max(np.abs(found - curve)) < bound, claim, slip)


@pytest.mark.question("knn_regress", weight=0.5, gate="inputs")
def test_regression_leaves_its_input_alone(submission, rng):
    """The places and values are not modified."""
    regress = submission.dimensions.knn_regress
    assert_unmodified(regress.observe(rng.random((6, 2)), rng.random(6), rng.random((3, 2)), 2))
