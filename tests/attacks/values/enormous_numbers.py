"""Returns integers with a hundred thousand digits.

layer: wire
effect: in-process
"""


def double(values, say):
    """Attack instead of answering."""
    say("ATTEMPT enormous_numbers")
    return [1 << 400_000] * len(values)
