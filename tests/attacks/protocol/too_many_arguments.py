"""Calls the test's function with more arguments than it takes.

layer: wire
effect: naive peer
"""


def double(values, say):
    """The attack, where an answer is asked for."""
    say("ATTEMPT too_many_arguments")
    say("one", "two", "three")
    return values
