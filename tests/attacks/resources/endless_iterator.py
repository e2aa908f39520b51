"""Collects an iterator that never ends.

layer: limits
effect: in-process
"""

import itertools


def double(values, say):
    """Attack instead of answering."""
    say("ATTEMPT endless_iterator")
    return list(itertools.repeat(bytes(1 << 20)))
