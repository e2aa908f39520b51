"""Returns lists that are no array.

layer: wire
effect: not shown
"""


def double(values, say):
    """The attack, where an answer is asked for."""
    say("ATTEMPT ragged")
    return [[1.0], [1.0, 2.0], [], {"a": [None] * 3}]
