"""Reports an exception with tens of thousands of places in a long file, each of which the grader would look up.

layer: wire
effect: not shown
"""

import sys


def double(values, say):
    """The attack, where an answer is asked for."""
    say("ATTEMPT many_frames")
    host = sys.modules["autograder.sandbox.host"]
    host.raised = lambda error, files: {
        **{"re": "raised", "type": "ValueError", "message": "", "memory": False, "stub": False, "encoding": False},
        "frames": [["answer.py", 1 << 70, "", ""]] * 30_000,
    }
    raise ValueError
