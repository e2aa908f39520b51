"""Two hundred thousand signs before a number.

layer: loader
effect: in-process
proof: MemoryError|RecursionError|SIGSEGV|more memory|Python cannot read
"""


def source():
    """Return the text of answer.py."""
    return "x = " + "-" * 200_000 + "1"
