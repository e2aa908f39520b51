"""What a test tells of its last call."""

import numpy as np
import pytest

from autograder.testing.submission import Submission
from autograder.testing.transport import InProcessTransport
from tests.transports import opener


@pytest.fixture
def submission():
    """A submission with one function, in this process."""
    transports: list[InProcessTransport] = []
    yield opener(None, transports)(student="def twice(x, times=2):\n    return x\n")
    for transport in transports:
        transport.close()


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (np.array([[[56, 231], [24, 2]], [[1, 2], [3, 4]]]), "[[[56, 231], [24, 2]], [[1, 2], [3, 4]]]"),
        (np.array([[-1.5, 10.0, 0.25]]), "[[-1.5, 10., 0.25]]"),
        (np.array([True, False]), "[True, False]"),
        (7, "7"),
    ],
)
def test_a_small_call_is_a_line_of_python(submission: Submission, value, shown):
    """Arrays are written as a student would type them, without the spaces that line up columns."""
    submission.student.twice.call(value, times=3)
    assert submission.last_call() == f"twice({shown}, times=3)"


def test_a_large_call_is_not_shown(submission: Submission):
    """What nobody could read is left out."""
    submission.student.twice.call(np.zeros((30, 30)))
    assert submission.last_call() == ""
