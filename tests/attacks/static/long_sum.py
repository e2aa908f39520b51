"""A sum so long that the compiler recurses over it.

layer: loader
effect: in-process
proof: RecursionError|MemoryError|SIGSEGV|Python cannot read
"""


def source():
    """Return the text of answer.py."""
    return "x = " + "1+" * 100_000 + "1"
