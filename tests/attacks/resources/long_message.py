"""Raises an exception with a message of fifty megabytes.

layer: caps
effect: in-process
"""


def double(values, say):
    """The attack, where an answer is asked for."""
    say("ATTEMPT long_message")
    raise ValueError("x" * 50_000_000)
