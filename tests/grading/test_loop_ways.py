"""Verdicts on all ways to write a loop, with every core busy."""

import pytest

from benchmarks.verdicts import GRADINGS, graded_under_load
from tests.needs import needs

pytestmark = pytest.mark.prove


def test_no_verdict_on_a_loop_is_wrong_under_load():
    """Of 1,000 gradings no loop passes and no vectorized code fails, and below 1 % of what is clear goes to review."""
    needs("linux")
    found = list(graded_under_load(GRADINGS))
    assert [one for one in found if one.wrong()] == []
    assert sum(one.undecided() for one in found) < GRADINGS / 100
