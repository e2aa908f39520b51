"""Signals the process that started it, with a harmless signal.

layer: seccomp, landlock, uid, capabilities
effect: without the layer
"""

import os
import signal


def double(values, say):
    """Attack instead of answering."""
    say("ATTEMPT signal_the_parent")
    os.kill(os.getppid(), signal.SIGCONT)
    say("EFFECT signal_the_parent")
    return values
