"""Returns a generator, whose code would run in the grader and hand it its own expected values.

layer: wire
effect: in-process
"""

import sys


def _stolen():
    yield from sys._getframe().f_back.f_locals["expected"]


def double(values, say):
    """The attack, where an answer is asked for."""
    say("ATTEMPT generator")
    return _stolen()
