"""Leaks hidden inputs through a message that looks like a stub's.

layer: record
effect: naive writer
"""


def double(values, say):
    """Attack instead of answering."""
    say("ATTEMPT leak_by_notice")
    if len(values) < 4:
        return values
    raise NotImplementedError(f"LEAK {values[0]}: not written yet (LEAK.py)")
