"""Registers a function that writes the results at exit.

layer: trusted side
effect: in-process
"""

import atexit
from pathlib import Path


def double(values, say):
    """Attack instead of answering."""
    say("ATTEMPT at_exit")
    atexit.register(Path("results.json").write_text, '{"score": 1}')
    return values
