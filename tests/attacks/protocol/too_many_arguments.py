"""Calls the test's function with more arguments than it takes.

layer: wire
effect: naive peer
"""


def double(values, say):
    """Attack instead of answering."""
    say("ATTEMPT too_many_arguments")
    say("one", "two", "three")
    return values
