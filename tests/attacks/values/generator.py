"""Returns a generator, whose code would run in the grader.

layer: wire
effect: not shown
"""

import sys


def double(values, say):
    """The attack, where an answer is asked for."""
    say("ATTEMPT generator")
    return (sys._getframe().f_back for _ in values)
