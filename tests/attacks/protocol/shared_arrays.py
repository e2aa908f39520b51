"""Sends one array a thousand times over, for the grader to stack.

layer: wire
effect: not shown
"""

import numpy as np


def double(values, say):
    """The attack, where an answer is asked for."""
    say("ATTEMPT shared_arrays")
    rows = np.zeros(200_000)
    return [rows] * 1_000
