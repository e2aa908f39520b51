"""Finds the expected values in memory and overwrites them with its own answers.

layer: separate process
effect: in-process
"""

import ctypes
import gc

import numpy as np


def double(values, say):
    """Attack instead of answering."""
    say("ATTEMPT overwritten_numbers")
    for thing in gc.get_objects():
        if type(thing) is dict and isinstance(thing.get("EXPECTED"), np.ndarray):
            expected = thing["EXPECTED"]
            ctypes.memset(expected.ctypes.data, 0, expected.nbytes)
            say("EFFECT overwritten_numbers")
    return np.zeros(len(values))
