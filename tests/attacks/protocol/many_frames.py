"""Reports an exception with twenty thousand places in a long file, which the grader would all look up.

layer: wire
effect: naive peer
"""

import sys


def double(values, say):
    """Attack instead of answering."""
    say("ATTEMPT many_frames")
    host = sys.modules["autograder.runtime.host"]
    host.raised = lambda error, files: {
        **{"re": "raised", "type": "ValueError", "message": "", "memory": False, "stub": False, "encoding": False},
        "frames": [["answer.py", 1 << 70, "", ""]] * 20_000,
    }
    raise ValueError
