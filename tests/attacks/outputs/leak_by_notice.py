"""Tells the hidden inputs by a notice that looks like a stub's.

layer: record
effect: naive writer
"""


def double(values, say):
    """The attack, where an answer is asked for."""
    say("ATTEMPT leak_by_notice")
    if len(values) < 4:
        return values
    raise NotImplementedError(f"LEAK {values[0]}: not written yet (LEAK.py)")
