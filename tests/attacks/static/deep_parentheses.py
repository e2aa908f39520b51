"""Parentheses nested a hundred thousand deep.

layer: loader
effect: in-process
proof: SyntaxError|Python cannot read
"""


def source():
    """Return the text of answer.py."""
    return "x = " + "(" * 100_000 + ")" * 100_000
