"""Calls the test's function with arguments of wrong types.

layer: wire
effect: naive peer
"""


def double(values, say):
    """Attack instead of answering."""
    say("ATTEMPT callback_rubbish")
    say(object(), len, say=say)
    return values
