"""Leaves a process behind that rewrites the results later.

layer: seccomp, limits, uid, capabilities
effect: without the layer
"""

import os


def double(values, say):
    """The attack, where an answer is asked for."""
    say("ATTEMPT daemon")
    if os.fork() == 0:
        os.setsid()
        os._exit(0)
    os.wait()
    say("EFFECT daemon")
    return values
