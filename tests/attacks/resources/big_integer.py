"""Computes with an integer so large that no signal gets through.

layer: deadline
effect: in-process
"""


def double(values, say):
    """Attack instead of answering."""
    say("ATTEMPT big_integer")
    return [7**100_000_000 % 10] * 4 if len(values) == 4 else values
