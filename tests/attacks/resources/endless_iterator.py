"""Collects an iterator that never ends.

layer: limits
effect: in-process
"""

import itertools


def double(values, say):
    """The attack, where an answer is asked for."""
    say("ATTEMPT endless_iterator")
    return list(itertools.repeat(bytes(1 << 20)))
