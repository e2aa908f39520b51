"""Signals every process that it can.

layer: seccomp
effect: without the layer
"""

import os


def double(values, say):
    """Attack instead of answering."""
    say("ATTEMPT signal_everybody")
    os.kill(-1, 0)
    say("EFFECT signal_everybody")
    return values
