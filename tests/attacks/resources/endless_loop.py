"""Loops for ever.

layer: deadline
effect: in-process
"""


def double(values, say):
    """The attack, where an answer is asked for."""
    say("ATTEMPT endless_loop")
    while len(values) == 4:
        pass
    return values
