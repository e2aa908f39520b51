"""Runs a shell command.

layer: seccomp, limits, uid, capabilities, landlock
effect: without the layer
"""

import os


def double(values, say):
    """Attack instead of answering."""
    say("ATTEMPT shell")
    if os.system(":") == 0:
        say("EFFECT shell")
    return values
