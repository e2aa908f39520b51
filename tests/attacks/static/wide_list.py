"""A list of a hundred thousand numbers.

layer: loader
effect: not shown
proof: ATTEMPT wide_list|memory
"""


def source():
    """Return the text of answer.py."""
    return (
        "x = ["
        + "1," * 120_000
        + "]"
        + "\n\ndef double(values, say):\n    say('ATTEMPT wide_list')\n    return values\n"
    )
