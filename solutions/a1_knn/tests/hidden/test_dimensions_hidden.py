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


@pytest.mark.question("edge_for_fraction", weight=2.5)
def test_edge_to_the_d_is_the_fraction(submission, rng):
    """In any dimension the edge, to the power of d, is the fraction."""
    slip = Text("Is it the d-th root, for every d?", "모든 d에 대해 d제곱근인가요?")
    for d in (1, 3, 5, 10, 100):
        fraction = float(rng.uniform(0.1, 0.9))
        edge = submission.dimensions.edge_for_fraction.call(fraction, d, returns=scalar("edge"))
        with np.errstate(all="ignore"):  # an edge may be any number at all
            volume = np.power(edge, d)
        assert_close(volume, fraction, f"edge ** {d}", slip)


@pytest.mark.question("edge_for_fraction", weight=3.0)
def test_edge_in_many_dimensions(submission, rng):
    """In 3072 dimensions one percent takes nearly the whole of every axis, and everything takes all of it."""
    slip = Text("Is the exponent 1 / d?", "지수가 1 / d인가요?")
    for fraction in (float(rng.uniform(0.005, 0.02)), 1.0):
        edge = submission.dimensions.edge_for_fraction.call(fraction, 3072, returns=scalar("edge"))
        assert_close(edge, np.exp(np.log(fraction) / 3072), "edge", slip)


@pytest.mark.question("edge_for_fraction", weight=29.9)
def test_edge_grows_with_the_fraction(submission, rng):
    """A larger fraction takes a longer edge, in any dimension, and not the same one in all."""
    slip = Text("Is it a root of the fraction?", "fraction의 거듭제곱근을 구했나요?")
    fractions = np.sort(rng.uniform(0.1, 0.9, size=4))
    edges = [
        [submission.dimensions.edge_for_fraction.call(float(f), d, returns=scalar("edge")) for f in fractions]
        for d in (2, 3)
    ]
    claim = Text("the edge grows with the fraction", "fraction이 커지면 한 변도 길어집니다")
    assert_true(bool(np.all(np.diff(edges) > 0)), claim, slip)
    claim = Text("in three dimensions it is another than in two", "2차원과 3차원에서 한 변이 다릅니다")
    assert_true(bool(np.all(np.not_equal(*edges))), claim, slip)


@pytest.mark.question("edge_for_fraction", weight=29.9)
def test_edge_of_everything(submission, rng):
    """The whole cube has the edge 1 in any dimension, and a part of it a shorter one."""
    slip = Text("Is the fraction raised to a power, and not divided?", "나누지 않고 거듭제곱근을 구했나요?")
    part = float(rng.uniform(0.45, 0.55))
    for d in (2, 7, 3072):
        edge, whole = (
            submission.dimensions.edge_for_fraction.call(one, d, returns=scalar("edge")) for one in (part, 1.0)
        )
        assert_close(whole, 1.0, f"edge of everything in {d} dimensions", slip)
        claim = Text("a part of the cube has a shorter edge", "일부만 담는 한 변은 더 짧습니다")
        assert_true(edge < whole and edge != part, claim, slip)


@pytest.mark.question("edge_for_fraction", weight=13.9)
def test_edge_in_the_plane(submission, rng):
    """In the plane the edge is the square root of the fraction, on a line the fraction itself."""
    slip = Text("Is it the d-th root of the fraction?", "fraction의 d제곱근을 구했나요?")
    fraction = float(rng.uniform(0.1, 0.9))
    for d in (2, 1):
        edge = submission.dimensions.edge_for_fraction.call(fraction, d, returns=scalar("edge"))
        assert_close(edge, fraction if d == 1 else np.sqrt(fraction), f"edge in {d} dimensions", slip)


def contrasts(submission, rng, n, d, draws):
    """log(1 + contrast) for many seeds: less skewed than the contrast itself."""
    contrast = submission.dimensions.distance_contrast
    values = np.array(
        [contrast.call(generator(int(s)), n, d, returns=scalar("contrast")) for s in rng.integers(2**31, size=draws)]
    )
    with np.errstate(all="ignore"):  # a contrast may be any number at all
        return np.log1p(np.abs(values))


@pytest.mark.question("distance_contrast", weight=2.4)
def test_contrast_is_another_for_another_seed(submission, rng):
    """Other seeds give other contrasts, all of them finite and above 0."""
    values = contrasts(submission, rng, 20, 3, draws=30)
    slip = Text("Is the query a point of its own, drawn from `rng`?", "질의점을 `rng`로 따로 뽑았나요?")
    claim = Text("every contrast is positive and finite", "대비는 언제나 유한한 양수입니다")
    assert_true(bool(np.all(np.isfinite(values) & (values > 0))), claim, slip)
    claim = Text("other seeds give other contrasts", "시드가 다르면 대비도 다릅니다")
    assert_true(
        len(np.unique(values)) > 20,
        claim,
        Text("Is `rng` used, and no generator of its own?", "생성기를 따로 만들지 않고 `rng`를 썼나요?"),
    )


@pytest.mark.question("distance_contrast", weight=21.9)
def test_contrast_falls_from_dimension_to_dimension(submission, rng):
    """On average over many seeds, the contrast of fifty points falls with the dimension."""
    # The expected means are 2.70, 0.79 and 0.25, the largest with a deviation of 0.15: false failures below 1e-30.
    means = [float(np.mean(contrasts(submission, rng, 50, d, draws=20))) for d in (2, 12, 100)]
    claim = Text("the contrast falls with the dimension", "차원이 높아지면 대비가 작아집니다")
    slip = Text("Does d count for the points and for the query?", "점과 질의점에 모두 d를 썼나요?")
    assert_true(bool(np.all(np.isfinite(means)) and np.all(np.diff(means) < 0)), claim, slip)


@pytest.mark.question("distance_contrast", weight=23.4)
def test_contrast_grows_with_the_number_of_points(submission, rng):
    """On average over many seeds, more points have more contrast."""
    # The expected means are 0.70, 1.61 and 2.55, each with a deviation of 0.07: false failures below 1e-15.
    means = [float(np.mean(contrasts(submission, rng, n, 3, draws=40))) for n in (3, 20, 200)]
    claim = Text("the contrast grows with the number of points", "점이 많아지면 대비가 커집니다")
    slip = Text("Are the extremes those of all n distances?", "거리 n개 모두에서 최댓값과 최솟값을 구했나요?")
    assert_true(bool(np.all(np.isfinite(means)) and np.all(np.diff(means) > 0)), claim, slip)


# The expected means are those of 60,000 and 200,000 draws with SciPy's cdist. A single draw deviates by 15.5 % and
# 29.2 %. In 50 dimensions the tolerance is 6.2 deviations of the mean of all draws, in 3 dimensions 11: false failures
# below 1e-9. The nearest mistakes (normal points, a query in the center) lie twice as far away, so that they are
# noticed, or not, whatever the seeds are.


@pytest.mark.question("distance_contrast", weight=22.9)
def test_mean_contrast_in_many_dimensions(submission, rng):
    """In 50 dimensions, with fifty points, the contrast is 0.43 on average."""
    slip = Text(
        "Uniform points and a uniform query, Euclidean distances with the root, divided by the smallest?",
        "점과 질의점을 균등하게 뽑고, 제곱근을 취한 유클리드 거리를 가장 작은 거리로 나눴나요?",
    )
    mean = float(np.mean(contrasts(submission, rng, 50, 50, draws=400)))
    assert_close(mean, 0.3566, "mean of log(1 + contrast) over 400 seeds", slip, rtol=0.048)


@pytest.mark.question("distance_contrast", weight=2.4)
def test_contrast_in_three_dimensions(submission, rng):
    """In three dimensions, with twenty points, the farthest is as many times as far as it should be, on average."""
    slip = Text(
        "Euclidean distances with the root, divided by the smallest?", "제곱근을 취한 거리를 가장 작은 거리로 나눴나요?"
    )
    values = contrasts(submission, rng, 20, 3, draws=100)
    assert_true(np.ptp(values) > 0, Text("other seeds give other contrasts", "시드가 다르면 대비도 다릅니다"), slip)
    mean = float(np.mean(values))
    assert_close(mean, 1.608, "mean of log(1 + contrast) over 100 seeds", slip, rtol=0.33)


@pytest.mark.question("distance_contrast", weight=10, gate="repeat")
def test_contrast_is_decided_by_the_rng(submission, rng):
    """The same seed gives the same contrast."""
    slip = Text("Does all randomness come from `rng`?", "`rng`만 사용해 무작위 수를 뽑았나요?")
    seed, contrast = int(rng.integers(2**31)), submission.dimensions.distance_contrast
    first, second = (contrast.call(generator(seed), 20, 4, returns=scalar("contrast")) for _ in range(2))
    assert_equal(first, second, "contrast", slip)


def predicted(submission, x_train, y_train, x, k):
    """What knn_regress returns."""
    returns = array("predictions", shape=(len(x),), kind="float")
    return submission.dimensions.knn_regress.call(x_train, y_train, x, k, returns=returns)


@pytest.mark.question("knn_regress", weight=2.8)
def test_regression_in_several_dimensions(submission, rng):
    """In several dimensions, for one new place or many and every k, the predictions agree with a k-d tree's."""
    slip = Text("Is it the mean over the k nearest?", "가장 가까운 k개의 평균인가요?")
    for N, M, D, k in [(6, 1, 3, 6), (20, 7, 2, 3), (15, 4, 5, 2)]:
        x_train, y_train, x = rng.normal(size=(D, N)).T, rng.normal(size=2 * N)[::-2], rng.normal(size=(M, D))
        found = predicted(submission, x_train, y_train, x, k)
        assert_close(found, regressed(x_train, y_train, x, k), f"predictions with k = {k}", slip)


@pytest.mark.question("knn_regress", weight=25.6)
def test_regression_in_the_plane(submission, rng):
    """In the plane the nearest place is the one at the smallest Euclidean distance."""
    slip = Text("Is the distance Euclidean over all D coordinates?", "거리가 D개 좌표 모두를 쓴 유클리드 거리인가요?")
    x_train = np.array([[5.0, 0.0], [3.0, 3.0], [0.0, -5.0]])  # (3, 3) is the nearest to the origin
    values = rng.choice(90, size=3, replace=False) / 10.0
    found = predicted(submission, x_train, values, np.zeros((1, 2)), 1)
    assert_close(found, values[1:2], "prediction with k = 1", slip)


@pytest.mark.question("knn_regress", weight=2.8)
def test_regression_by_one_neighbor(submission, rng):
    """With k = 1 each prediction is the value at the nearest place, whatever the values are."""
    slip = Text("Is the nearest place sought, and not the first?", "처음 나온 곳이 아니라 가장 가까운 곳인가요?")
    x_train, y_train, x = rng.normal(size=(15, 1)), rng.normal(size=15), rng.normal(size=(4, 1))
    found = predicted(submission, x_train, y_train, x, 1)
    assert_close(found, regressed(x_train, y_train, x, 1), "predictions with k = 1", slip)


@pytest.mark.question("knn_regress", weight=11.2)
def test_only_the_nearest_places_count(submission, rng):
    """A value that is raised raises those predictions to whose k nearest its place belongs, and no others."""
    x_train, y_train, x = rng.normal(size=(10, 1)), rng.normal(size=10), rng.normal(size=(8, 1))
    before = predicted(submission, x_train, y_train, x, 3)
    slip = Text("Do exactly the k nearest places count?", "가장 가까운 k개만 쓰였나요?")
    for place in range(4):
        raised = y_train + 100 * (np.arange(10) == place)
        moved = predicted(submission, x_train, raised, x, 3) - before > 1
        expected = regressed(x_train, raised, x, 3) - regressed(x_train, y_train, x, 3) > 1
        assert_equal(moved, expected, f"predictions that rise with the value at place {place}", slip)


@pytest.mark.question("knn_regress", weight=17.8)
def test_regression_over_all_places(submission, rng):
    """With as many neighbors as places every prediction is the mean of all values."""
    slip = Text("Is it the mean of k values?", "k개 값의 평균인가요?")
    y_train = rng.normal(size=6) + 5
    found = predicted(submission, rng.normal(size=(6, 2)), y_train, rng.normal(size=(3, 2)), 6)
    assert_close(found, np.full(3, y_train.mean()), "predictions", slip)


@pytest.mark.question("knn_regress", weight=22.1)
def test_regression_at_the_stations(submission, rng):
    """At a station itself one neighbor gives the value there, however many dimensions there are."""
    x_train, y_train = rng.normal(size=(8, 3)), rng.normal(size=8)
    slip = Text("Is the nearest place, at distance 0, among the k?", "거리가 0인 가장 가까운 곳도 k개에 넣었나요?")
    found = predicted(submission, x_train, y_train, x_train[::-1], 1)
    assert_close(found, y_train[::-1], "predictions", slip)


@pytest.mark.question("knn_regress", weight=2.5)
def test_the_error_falls_as_examples_are_added(submission, rng):
    """A wavy curve is followed ever more closely as examples are added."""
    x = np.linspace(0.05, 0.95, 40)[:, None]
    curve = np.sin(9 * x[:, 0])
    slip = Text(
        "Do the nearest examples decide, and not the first?", "처음 나온 예제가 아니라 가장 가까운 예제를 썼나요?"
    )
    for n, bound in [(50, 0.25), (1600, 0.01)]:
        x_train = (rng.permutation(n)[:, None] + 0.4999) / n
        found = predicted(submission, x_train, np.sin(9 * x_train[:, 0]), x, 2)
        claim = Text(f"the error from {n} examples is below {bound}", f"예제 {n}개로 얻은 오차가 {bound}보다 작습니다")
        assert_true(np.max(np.abs(found - curve)) < bound, claim, slip)


@pytest.mark.question("knn_regress", weight=8, gate="inputs")
def test_regression_leaves_its_input_alone(submission, rng):
    """The places and values are not modified."""
    regress = submission.dimensions.knn_regress
    assert_unmodified(regress.observe(rng.random((6, 2)), rng.random(6), rng.random((3, 2)), 2))
