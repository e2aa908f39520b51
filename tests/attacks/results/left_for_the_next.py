"""Leaves a file for the worker that comes after it, and dies.

layer: landlock, uid
effect: without the layer
"""

import os
from pathlib import Path


def double(values, say):
    """The attack, where an answer is asked for."""
    say("ATTEMPT left_for_the_next")
    left = Path("/dev/shm/left-@NONCE@")
    if left.exists() and left.read_text() != str(os.getpid()):
        say("EFFECT left_for_the_next")
    left.write_text(str(os.getpid()))
    return values
