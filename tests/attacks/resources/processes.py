"""Forks, and forks again.

layer: seccomp, limits, uid, capabilities
effect: without the layer
"""

import os


def double(values, say):
    """Attack instead of answering."""
    say("ATTEMPT processes")
    for _ in range(3):
        if os.fork() == 0:
            os._exit(0)
        os.wait()
    say("EFFECT processes")
    return values
