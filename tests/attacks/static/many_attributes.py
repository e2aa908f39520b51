"""A chain of ninety thousand attributes.

layer: loader
effect: in-process
proof: RecursionError|MemoryError|SIGSEGV|Python cannot read
"""


def source():
    """Return the text of answer.py."""
    return "x = lambda: a" + ".a" * 90_000 + "\n"
