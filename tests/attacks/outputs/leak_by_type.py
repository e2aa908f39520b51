"""Leaks hidden inputs through the name of an exception's type.

layer: record
effect: naive writer
"""


def double(values, say):
    """Attack instead of answering."""
    say("ATTEMPT leak_by_type")
    if len(values) < 4:
        return values
    raise type(f"LEAK_{values[0]}", (Exception,), {})()
