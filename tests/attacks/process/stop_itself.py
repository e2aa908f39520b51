"""Stops itself, so that the grader waits for ever.

layer: deadline
effect: in-process
"""

import os
import signal


def double(values, say):
    """The attack, where an answer is asked for."""
    say("ATTEMPT stop_itself")
    if len(values) == 4:
        os.kill(os.getpid(), signal.SIGSTOP)
    return values
