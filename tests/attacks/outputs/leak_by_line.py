"""Leaks hidden inputs through a forged line of its source.

layer: record
effect: naive writer
"""

import linecache


def double(values, say):
    """Attack instead of answering."""
    say("ATTEMPT leak_by_line")
    if len(values) < 4:
        return values
    linecache.cache["answer.py"] = (0, None, [f"LEAK {values[0]}\n"] * 100, "answer.py")
    raise ValueError("look at the line")
