"""Returns NaN, of which no difference is too large.

layer: trusted side
effect: in-process
"""

import numpy as np


def double(values, say):
    """The attack, where an answer is asked for."""
    say("ATTEMPT not_a_number")
    return np.full(len(values), float("nan"))
