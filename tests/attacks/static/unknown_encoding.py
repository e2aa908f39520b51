"""An encoding that there is not.

layer: loader
effect: in-process
proof: not UTF-8
"""


def source():
    """The text of answer.py."""
    return "# coding: klingon\nx = 1\n"
