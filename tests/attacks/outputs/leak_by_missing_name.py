"""Tells the hidden inputs by the name of something that is missing.

layer: record
effect: naive writer
"""

import sys


def double(values, say):
    """The attack, where an answer is asked for."""
    say("ATTEMPT leak_by_missing_name")
    if len(values) < 4:
        return values
    host = sys.modules["autograder.runtime.host"]
    raise host._Absent("name", f"LEAK {values[0]}")
