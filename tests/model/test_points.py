"""Sharing a question's points out among its tests."""

import math
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.model.points import share, total

POINTS = st.integers(0, 10_000).map(lambda hundredths: hundredths / 100)
WEIGHTS = st.lists(
    st.one_of(st.integers(1, 50), st.decimals("0.01", "20", places=2).map(float)), min_size=1, max_size=12
)


def test_equal_weights_get_equal_shares_and_the_first_get_the_odd_hundredths():
    """Ten points over three equal weights: 3.34, 3.33, 3.33."""
    assert share(10, [1, 1, 1]) == [3.34, 3.33, 3.33]


def test_the_largest_remainder_gets_the_odd_hundredth():
    """The hundredth that is left over goes to the largest remainder, regardless of its position."""
    assert share(1, [1, 2, 3]) == [0.17, 0.33, 0.5]
    assert share(0.05, [3, 2, 1]) == [0.02, 0.02, 0.01]


def test_weights_are_the_decimals_that_were_written():
    """Weights of 0.1 and 0.2 give the same shares as 1 and 2."""
    assert share(7, [0.1, 0.2]) == share(7, [1, 2]) == [2.33, 4.67]


@given(POINTS, WEIGHTS)
def test_shares_sum_exactly(points, weights):
    """The shares sum exactly to the points, for any weights."""
    assert total(share(points, weights)) == points


@given(POINTS, WEIGHTS)
def test_no_share_is_a_hundredth_away_from_its_exact_part(points, weights):
    """Each share differs from its exact part by less than 0.01."""
    parts = [Fraction(str(weight)) for weight in weights]
    for got, part in zip(share(points, weights), parts, strict=True):
        assert abs(Fraction(str(got)) - Fraction(str(points)) * part / sum(parts)) < Fraction(1, 100)


@given(POINTS, WEIGHTS)
def test_a_larger_weight_never_earns_less(points, weights):
    """A test with a larger weight gets at least as many points."""
    pairs = sorted(zip(weights, share(points, weights), strict=True))
    for (light, less), (heavy, more) in pairwise(pairs):
        assert less <= more or light == heavy


@given(st.lists(st.integers(0, 10_000), max_size=50))
def test_totals_are_free_of_binary_rounding(hundredths):
    """A sum of hundredths is the nearest float to the exact sum."""
    assert total(h / 100 for h in hundredths) == sum(hundredths) / 100


@pytest.mark.parametrize("weights", [[], [0], [1, -1], [math.nan], [math.inf, 1]])
def test_impossible_weights_are_refused(weights):
    """An empty list and weights that are zero, negative or not finite raise ValueError."""
    with pytest.raises(ValueError, match="weights"):
        share(1, weights)


@pytest.mark.parametrize("points", [-1, 0.005])
def test_impossible_points_are_refused(points):
    """Negative points and fractions of a hundredth raise ValueError."""
    with pytest.raises(ValueError, match="points"):
        share(points, [1])
