"""Ninety thousand attributes of one name.

layer: loader
effect: in-process
proof: RecursionError|MemoryError|SIGSEGV
"""


def source():
    """The text of answer.py."""
    return "x = lambda: a" + ".a" * 90_000 + "\n"
