"""Writes Gradescope's results.json and ends the process before anybody looks.

layer: trusted side
effect: in-process
"""

import os
from pathlib import Path


def double(values, say):
    """The attack, where an answer is asked for."""
    say("ATTEMPT results_then_end")
    Path("results.json").write_text('{"score": 1}')
    os._exit(0)
