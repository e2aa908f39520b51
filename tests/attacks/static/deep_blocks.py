"""Blocks nested a thousand deep.

layer: loader
effect: in-process
proof: Error|Python cannot read|null bytes
"""


def source():
    """Return the text of answer.py."""
    return "".join(f"{' ' * depth}if 1:\n" for depth in range(600)) + " " * 600 + "pass\n"
