"""A recorder receives the comparisons that fail, so that a test goes on where it would stop."""

import numpy as np
import pytest

from autograder.errors import Failed
from autograder.model.text import Text
from autograder.testing import Observation, assert_close, assert_equal, assert_true, assert_unmodified
from autograder.testing.compare import failures_go_to
from autograder.testing.recording import Recorder

COMPARISONS = {
    "close": lambda: assert_close(np.ones(2), np.zeros(2), "x"),
    "equal": lambda: assert_equal(np.ones(2), np.zeros(2), "x"),
    "true": lambda: assert_true(False, Text("it holds", "성립한다")),
    "unmodified": lambda: assert_unmodified(Observation(None, ("X",))),
}


@pytest.mark.parametrize("compare", COMPARISONS.values(), ids=COMPARISONS)
def test_a_comparison_ends_no_test_that_is_only_watched(compare):
    """The same comparison goes to the recorder inside the block, and fails again outside."""
    with failures_go_to(Recorder().failure):
        compare()
    with pytest.raises(Failed):
        compare()


def test_a_judging_recorder_ends_the_test():
    """A recorder that judges lets a failed comparison end the test, as it does without a recorder."""
    with failures_go_to(Recorder(judging=True).failure), pytest.raises(Failed):
        COMPARISONS["close"]()


def test_another_shape_stops_even_then():
    """What a test computes with must have the shape that it asked for."""
    with failures_go_to(Recorder().failure), pytest.raises(Failed):
        assert_close(np.ones(3), np.zeros(2), "x")
