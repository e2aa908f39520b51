"""Recurses until the stack overflows.

layer: trusted side
effect: in-process
"""

import sys


def double(values, say):
    """Attack instead of answering."""
    say("ATTEMPT recursion")
    sys.setrecursionlimit(1 << 30)
    deep = []
    for _ in range(1_000_000):
        deep = [deep]
    return repr(deep)
