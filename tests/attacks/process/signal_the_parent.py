"""Signals the process that started it (with a harmless signal: any would do).

layer: seccomp, landlock, uid, capabilities
effect: without the layer
"""

import os
import signal


def double(values, say):
    """The attack, where an answer is asked for."""
    say("ATTEMPT signal_the_parent")
    os.kill(os.getppid(), signal.SIGCONT)
    say("EFFECT signal_the_parent")
    return values
