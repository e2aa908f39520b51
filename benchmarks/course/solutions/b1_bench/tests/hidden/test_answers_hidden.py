"""Hidden tests."""

import math

import pytest
from scipy.spatial.distance import cdist

from autograder.testing import array, assert_close, scalar


@pytest.mark.question("total", weight=2, ko="무작위 합")
def test_a_random_sum(submission, rng):
    """The sum is that of math.fsum."""
    x = rng.normal(size=50)
    assert_close(submission.answers.total.call(x, returns=scalar("total")), math.fsum(x), "total")


@pytest.mark.question("centered", weight=2, ko="무작위 행렬")
def test_a_random_matrix(submission, rng):
    """Every column less the mean of its numbers."""
    X = rng.normal(size=(20, 3)) + 5
    means = [math.fsum(column) / 20 for column in X.T]
    found = submission.answers.centered.call(X, returns=array("centered", shape=(20, 3)))
    assert_close(found, X - means, "centered")


@pytest.mark.question("distances", weight=2, ko="무작위 거리")
def test_random_distances(submission, rng):
    """The distances are SciPy's."""
    A, B = rng.normal(size=(9, 3)), rng.normal(size=(7, 3))
    found = submission.answers.distances.call(A, B, returns=array("distances", shape=(9, 7)))
    assert_close(found, cdist(A, B, "sqeuclidean"), "distances")
