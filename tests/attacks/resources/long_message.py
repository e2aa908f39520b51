"""Raises an exception with a message of fifty megabytes.

layer: caps
effect: in-process
"""


def double(values, say):
    """Attack instead of answering."""
    say("ATTEMPT long_message")
    raise ValueError("x" * 50_000_000)
