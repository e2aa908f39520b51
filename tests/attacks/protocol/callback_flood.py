"""Calls the test's function without end.

layer: caps
effect: in-process
"""


def double(values, say):
    """Attack instead of answering."""
    say("ATTEMPT callback_flood")
    while len(values) == 4:
        say("again")
    return values
