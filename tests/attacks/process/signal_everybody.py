"""Signals every process that it may.

layer: seccomp
effect: without the layer
"""

import os


def double(values, say):
    """The attack, where an answer is asked for."""
    say("ATTEMPT signal_everybody")
    os.kill(-1, 0)
    say("EFFECT signal_everybody")
    return values
