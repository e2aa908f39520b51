"""A source of four megabytes.

layer: intake
effect: not shown
proof: answer.py is too large
"""


def source():
    """Return the text of answer.py."""
    return "x = 1\n" * 700_000
