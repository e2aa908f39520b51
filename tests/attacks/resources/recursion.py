"""Recurses until the stack is at its end.

layer: trusted side
effect: in-process
"""

import sys


def double(values, say):
    """The attack, where an answer is asked for."""
    say("ATTEMPT recursion")
    sys.setrecursionlimit(1 << 30)
    deep = []
    for _ in range(1_000_000):
        deep = [deep]
    return repr(deep)
