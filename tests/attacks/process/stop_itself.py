"""Stops its own process, so that the grader waits forever.

layer: deadline
effect: in-process
"""

import os
import signal


def double(values, say):
    """Attack instead of answering."""
    say("ATTEMPT stop_itself")
    if len(values) == 4:
        os.kill(os.getpid(), signal.SIGSTOP)
    return values
