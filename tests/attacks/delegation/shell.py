"""Asks the shell.

layer: seccomp, limits, uid, capabilities, landlock
effect: without the layer
"""

import os


def double(values, say):
    """The attack, where an answer is asked for."""
    say("ATTEMPT shell")
    if os.system(":") == 0:
        say("EFFECT shell")
    return values
