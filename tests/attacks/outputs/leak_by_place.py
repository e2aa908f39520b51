"""Leaks hidden inputs through the file name in a traceback.

layer: record
effect: naive writer
"""

import sys


def double(values, say):
    """Attack instead of answering."""
    say("ATTEMPT leak_by_place")
    if len(values) < 4:
        return values
    host = sys.modules["autograder.runtime.host"]
    host.raised = lambda error, files: {
        **{"re": "raised", "type": "ValueError", "message": "", "memory": False, "stub": False, "encoding": False},
        "frames": [[f"LEAK {values[0]}", 1, "", "LEAK"]],
    }
    raise ValueError("look at the place")
