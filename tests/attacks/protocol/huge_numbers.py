"""Reports an exception at a line with a thousand digits.

layer: wire
effect: naive peer
"""

import sys


def double(values, say):
    """Attack instead of answering."""
    say("ATTEMPT huge_numbers")
    host = sys.modules["autograder.runtime.host"]
    host.raised = lambda error, files: {
        **{"re": "raised", "type": "ValueError", "message": "", "memory": False, "stub": False, "encoding": False},
        "frames": [["answer.py", 1 << 4000, "", ""], ["answer.py", -5, "", ""]],
    }
    raise ValueError
