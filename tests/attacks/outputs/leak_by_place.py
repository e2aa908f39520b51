"""Tells the hidden inputs by the name of a file that a traceback shows.

layer: record
effect: naive writer
"""

import sys


def double(values, say):
    """The attack, where an answer is asked for."""
    say("ATTEMPT leak_by_place")
    if len(values) < 4:
        return values
    host = sys.modules["autograder.runtime.host"]
    host.raised = lambda error, files: {
        **{"re": "raised", "type": "ValueError", "message": "", "memory": False, "stub": False, "encoding": False},
        "frames": [[f"LEAK {values[0]}", 1, "", "LEAK"]],
    }
    raise ValueError("look at the place")
