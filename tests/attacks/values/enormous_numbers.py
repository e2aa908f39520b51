"""Returns integers with a hundred thousand digits.

layer: wire
effect: in-process
"""


def double(values, say):
    """The attack, where an answer is asked for."""
    say("ATTEMPT enormous_numbers")
    return [1 << 400_000] * len(values)
