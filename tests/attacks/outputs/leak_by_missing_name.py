"""Leaks hidden inputs through the name of a missing variable.

layer: record
effect: naive writer
"""

import sys


def double(values, say):
    """Attack instead of answering."""
    say("ATTEMPT leak_by_missing_name")
    if len(values) < 4:
        return values
    host = sys.modules["autograder.runtime.host"]
    raise host._Absent("name", f"LEAK {values[0]}")
