"""Observing goes on where judging would stop."""

import numpy as np
import pytest

from autograder.errors import Failed
from autograder.model.text import Text
from autograder.testing import Outcome, assert_close, assert_equal, assert_true, assert_unmodified
from autograder.testing.observing import observing

COMPARISONS = {
    "close": lambda: assert_close(np.ones(2), np.zeros(2), "x"),
    "equal": lambda: assert_equal(np.ones(2), np.zeros(2), "x"),
    "true": lambda: assert_true(False, Text("it holds", "성립한다")),
    "unmodified": lambda: assert_unmodified(Outcome(None, ("X",))),
}


@pytest.mark.parametrize("compare", COMPARISONS.values(), ids=COMPARISONS)
def test_a_comparison_says_nothing_while_observing(compare):
    """The same comparison passes inside, and fails again outside."""
    with observing():
        compare()
    with pytest.raises(Failed):
        compare()


def test_another_shape_stops_even_then():
    """What a test computes with must have the shape that it asked for."""
    with observing(), pytest.raises(Failed):
        assert_close(np.ones(3), np.zeros(2), "x")
