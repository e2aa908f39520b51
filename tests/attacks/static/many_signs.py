"""Two hundred thousand signs before one number.

layer: loader
effect: in-process
proof: MemoryError|RecursionError|SIGSEGV|More memory
"""


def source():
    """The text of answer.py."""
    return "x = " + "-" * 200_000 + "1"
