"""A huge constant that the compiler would compute.

layer: loader
effect: in-process
proof: was stopped|ATTEMPT large_constant|memory
"""


def source():
    """Return the text of answer.py."""
    return (
        "x = (1 << 100_000) ** 100_000\n"
        + "\n\ndef double(values, say):\n    say('ATTEMPT large_constant')\n    return values\n"
    )
