"""Gates that unlock other tests, and results that must be consistent."""

import numpy as np
import pytest

from autograder.errors import Failed
from autograder.model.text import Text
from autograder.testing import assert_consistent
from autograder.testing.outcome import TestInfo
from autograder.testing.plugin.marks import with_locks


def info(name, question="q", after=(), unlocks=()):
    """Make the description of a test."""
    return TestInfo(f"test_m.py::{name}", question, Text("", ""), 1, "", False, "visible", after, unlocks)


def test_a_gate_unlocks_the_tests_that_it_names():
    """Tests whose names fit come after the gate; others, and those of other questions, do not."""
    gate = info("test_formula", unlocks=("*gradient*",))
    tests = [gate, info("test_gradient_by_hand", after=("other",)), info("test_loss"), info("test_gradient", "r")]
    assert [one.after for one in with_locks(tests)] == [(), ("other", "test_formula"), (), ()]


def test_a_gate_that_unlocks_everything_does_not_lock_itself():
    """The name `*` means all other tests of the question."""
    tests = [info("test_formula", unlocks=("*",)), info("test_dx")]
    assert [one.after for one in with_locks(tests)] == [(), ("test_formula",)]


def test_zeros_for_large_inputs_are_not_consistent():
    """A result of many rows that is not that of the same rows alone fails, without a word on values."""
    own = np.arange(6.0).reshape(2, 3)
    assert_consistent(own, own + 1e-9)
    with pytest.raises(Failed) as caught:
        assert_consistent(np.zeros((2, 3)), own)
    assert "with a few of the same rows" in str(caught.value.explanation)
    assert "differ" not in str(caught.value.explanation)
