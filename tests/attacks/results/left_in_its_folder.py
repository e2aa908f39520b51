"""Leaves a file in its own folder for the next worker, and ends its process.

layer: trusted side
effect: in-process
"""

import os
from pathlib import Path


def double(values, say):
    """Attack instead of answering."""
    say("ATTEMPT left_in_its_folder")
    left = Path("left-@NONCE@")
    if left.exists():
        say("EFFECT left_in_its_folder")
    left.write_text("the answers")
    os._exit(3)
