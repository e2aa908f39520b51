"""Calls the test's function without end.

layer: caps
effect: in-process
"""


def double(values, say):
    """The attack, where an answer is asked for."""
    say("ATTEMPT callback_flood")
    while len(values) == 4:
        say("again")
    return values
