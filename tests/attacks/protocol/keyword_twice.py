"""Calls the test's function with an argument by position and by name, and with unknown names.

layer: wire
effect: naive peer
"""


def double(values, say):
    """Attack instead of answering."""
    say("ATTEMPT keyword_twice")
    say("one", text="two")
    return values
