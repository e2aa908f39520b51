"""Returns an empty array, in which nothing is wrong.

layer: trusted side
effect: in-process
"""

import numpy as np


def double(values, say):
    """The attack, where an answer is asked for."""
    say("ATTEMPT empty")
    return np.zeros((0, 1))
