"""Null bytes in the text.

layer: loader
effect: in-process
proof: Error|Python cannot read|null bytes
"""


def source():
    """Return the text of answer.py."""
    return "x = 1\0\n"
