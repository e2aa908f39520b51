"""Tells the hidden inputs by a forged line of its own source.

layer: record
effect: naive writer
"""

import linecache


def double(values, say):
    """The attack, where an answer is asked for."""
    say("ATTEMPT leak_by_line")
    if len(values) < 4:
        return values
    linecache.cache["answer.py"] = (0, None, [f"LEAK {values[0]}\n"] * 100, "answer.py")
    raise ValueError("look at the line")
