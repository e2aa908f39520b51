"""Leaves a file in its own folder for the worker that comes after it, and dies.

layer: trusted side
effect: in-process
"""

import os
from pathlib import Path


def double(values, say):
    """The attack, where an answer is asked for."""
    say("ATTEMPT left_in_its_folder")
    left = Path("left-@NONCE@")
    if left.exists():
        say("EFFECT left_in_its_folder")
    left.write_text("the answers")
    os._exit(3)
