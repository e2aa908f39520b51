"""An encoding that does not exist.

layer: loader
effect: in-process
proof: unknown encoding
"""


def source():
    """Return the text of answer.py."""
    return "# coding: klingon\nx = 1\n"
