"""Leaves a file for the next worker, and ends its process.

layer: landlock, uid
effect: without the layer
"""

import os
from pathlib import Path


def double(values, say):
    """Attack instead of answering."""
    say("ATTEMPT left_for_the_next")
    left = Path("/dev/shm/left-@NONCE@")
    if left.exists() and left.read_text() != str(os.getpid()):
        say("EFFECT left_for_the_next")
    left.write_text(str(os.getpid()))
    return values
