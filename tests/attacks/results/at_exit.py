"""Leaves a function to be run at the end, which writes the results.

layer: trusted side
effect: in-process
"""

import atexit
from pathlib import Path


def double(values, say):
    """The attack, where an answer is asked for."""
    say("ATTEMPT at_exit")
    atexit.register(Path("results.json").write_text, '{"score": 1}')
    return values
