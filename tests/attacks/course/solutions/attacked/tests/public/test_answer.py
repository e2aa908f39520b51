"""Public tests."""

import numpy as np
import pytest
from attacked_listening import listening

from autograder.testing import array, assert_close


@pytest.mark.question("double", weight=2, ko="손으로 계산한 벡터")
def test_three_numbers(submission):
    """Three numbers by hand."""
    with listening() as say:
        found = submission.answer.double.call(np.array([1.0, 2.0, 3.0]), say, returns=array("result", shape=(3,)))
        assert_close(found, np.array([2.93047716, 4.93047716, 6.93047716]), "result")


@pytest.mark.question("squares", weight=2, ko="손으로 계산한 두 행")
def test_two_rows(submission):
    """Two rows by hand."""
    found = submission.answer.squares.call(np.array([[1.0, 2.0], [3.0, 4.0]]), returns=array("sums", shape=(2,)))
    assert_close(found, np.array([5.0, 25.0]), "sums")
