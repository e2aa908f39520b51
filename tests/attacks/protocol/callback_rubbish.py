"""Calls the test's function with what it does not take.

layer: wire
effect: naive peer
"""


def double(values, say):
    """The attack, where an answer is asked for."""
    say("ATTEMPT callback_rubbish")
    say(object(), len, say=say)
    return values
