"""Starts a background process that rewrites the results later.

layer: seccomp, limits, uid, capabilities
effect: without the layer
"""

import os


def double(values, say):
    """Attack instead of answering."""
    say("ATTEMPT daemon")
    if os.fork() == 0:
        os.setsid()
        os._exit(0)
    os.wait()
    say("EFFECT daemon")
    return values
