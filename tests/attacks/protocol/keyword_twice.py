"""Calls the test's function with an argument by place and by name, and with names that it has not.

layer: wire
effect: naive peer
"""


def double(values, say):
    """The attack, where an answer is asked for."""
    say("ATTEMPT keyword_twice")
    say("one", text="two")
    return values
