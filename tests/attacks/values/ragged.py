"""Returns ragged lists, which form no array.

layer: wire
effect: not shown
"""


def double(values, say):
    """Attack instead of answering."""
    say("ATTEMPT ragged")
    return [[1.0], [1.0, 2.0], [], {"a": [None] * 3}]
