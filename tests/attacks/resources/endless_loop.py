"""Loops forever.

layer: deadline
effect: in-process
"""


def double(values, say):
    """Attack instead of answering."""
    say("ATTEMPT endless_loop")
    while len(values) == 4:
        pass
    return values
