"""What a1_knn says of the world, and how often its stochastic tests could be wrong."""

import itertools

import numpy as np
import pytest
from scipy.spatial.distance import cdist
from scipy.stats import binom, norm

from autograder.datasets import load_digits


def test_a_digit_moved_by_one_pixel_is_farther_from_itself_than_from_another():
    """The handout says so of every digit, moved to the right."""
    digits = load_digits()
    moved = np.pad(digits.images, ((0, 0), (0, 0), (1, 0)))[:, :, :-1]
    to_itself = np.sqrt(((digits.images - moved) ** 2).sum(axis=(1, 2)))
    dists = cdist(digits.rows, digits.rows)
    dists[digits.labels[:, None] == digits.labels] = np.inf
    assert np.all(to_itself > dists.min(axis=1))


def test_four_points_an_axis_in_the_space_of_cifar10():
    """samples_for_density says that the number has 1850 digits."""
    assert len(str(4**3072)) == 1850


def test_the_array_of_all_pairs_is_as_large_as_the_handout_says():
    """1,000 x 1,000 digits of 64 pixels take 512 MB; in the memory test the pairs take more than a worker has."""
    assert 1000 * 1000 * 64 * 8 == 512_000_000
    assert 330 * 370 * 800 * 8 > 512 << 20


def _log_contrasts(rng, n, d, draws):
    dists = [cdist(rng.random((1, d)), rng.random((n, d))) for _ in range(draws)]
    return np.array([np.log(row.max() / row.min()) for row in dists])


@pytest.mark.parametrize(
    ("n", "d", "mean", "deviation", "tolerance", "draws"),
    [(50, 50, 0.3566, 0.155, 0.048, 400), (20, 3, 1.608, 0.292, 0.33, 100)],
)
def test_the_expected_contrast_is_the_simulated_one(n, d, mean, deviation, tolerance, draws):
    """Mean and relative deviation in the hidden tests are those of SciPy; honest answers fail once in 1e9."""
    values = _log_contrasts(np.random.default_rng(0), n, d, 4000)
    assert np.mean(values) == pytest.approx(mean, rel=6 * deviation / 4000**0.5)
    assert np.std(values) / mean == pytest.approx(deviation, rel=0.1)
    assert 2 * norm.sf(tolerance / (deviation / draws**0.5)) < 1e-9


@pytest.mark.parametrize(
    ("expected", "draws"),
    [
        ([(50, 2, 2.70, 0.66), (50, 12, 0.79, 0.15), (50, 100, 0.25, 0.04)], 20),
        ([(3, 3, 0.70, 0.46), (20, 3, 1.61, 0.48), (200, 3, 2.55, 0.46)], 40),
    ],
)
def test_contrasts_that_are_compared_lie_far_apart(expected, draws):
    """The means of two neighboring sizes come in the wrong order less than once in 1e15."""
    for n, d, mean, deviation in expected:
        values = _log_contrasts(np.random.default_rng(0), n, d, 2000)
        assert np.mean(values) == pytest.approx(mean, abs=0.05)
        assert np.std(values) == pytest.approx(deviation, rel=0.15)
    for (_, _, one, spread), (_, _, other, other_spread) in itertools.pairwise(expected):
        assert norm.sf(abs(one - other) * draws**0.5 / np.hypot(spread, other_spread)) < 1e-15


def test_a_fair_split_is_refused_less_than_once_in_a_million():
    """Held out 15 to 85 times of 100, each of twelve; in a row 30 times at most; 50 different splits at least."""
    times = binom(100, 0.5)
    assert 12 * (times.cdf(14) + times.sf(85)) < 1e-9
    assert binom.sf(30, 100, 12 / 924) < 1e-30
    assert binom.sf(50, 100, 100 / 924) < 1e-15  # a split repeats an earlier one in 100 of 924 cases at most
