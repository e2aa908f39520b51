"""Writes Gradescope's results.json and ends the process before the grader writes it.

layer: trusted side
effect: in-process
"""

import os
from pathlib import Path


def double(values, say):
    """Attack instead of answering."""
    say("ATTEMPT results_then_end")
    Path("results.json").write_text('{"score": 1}')
    os._exit(0)
