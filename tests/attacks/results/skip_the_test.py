"""Raises what makes a test framework skip the test.

layer: trusted side
effect: in-process
"""

import unittest


def double(values, say):
    """The attack, where an answer is asked for."""
    say("ATTEMPT skip_the_test")
    raise unittest.SkipTest("nothing to see here")
