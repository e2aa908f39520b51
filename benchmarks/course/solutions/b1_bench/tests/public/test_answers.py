"""Public tests."""

import numpy as np
import pytest

from autograder.testing import array, assert_close, scalar


@pytest.mark.question("total", weight=1, ko="작은 합")
def test_a_small_sum(submission):
    """1 + 2 + 3 is 6."""
    assert_close(submission.answers.total.call(np.array([1.0, 2.0, 3.0]), returns=scalar("total")), 6.0, "total")


@pytest.mark.question("centered", weight=1, ko="작은 행렬")
def test_a_small_matrix(submission):
    """Two rows end up opposite each other."""
    X = np.array([[1.0, 5.0], [3.0, 1.0]])
    assert_close(
        submission.answers.centered.call(X, returns=array("centered", shape=(2, 2))), [[-1, 2], [1, -2]], "centered"
    )


@pytest.mark.question("distances", weight=1, ko="작은 거리")
def test_small_distances(submission):
    """3 and 4 make 25."""
    A, B = np.array([[0.0, 0.0]]), np.array([[3.0, 4.0]])
    assert_close(
        submission.answers.distances.call(A, B, returns=array("distances", shape=(1, 1))), [[25.0]], "distances"
    )
