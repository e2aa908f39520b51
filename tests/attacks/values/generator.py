"""Returns a generator whose code would run in the grader and read the expected values there.

layer: wire
effect: in-process
"""

import sys


def _stolen():
    yield from sys._getframe().f_back.f_locals["expected"]


def double(values, say):
    """Attack instead of answering."""
    say("ATTEMPT generator")
    return _stolen()
