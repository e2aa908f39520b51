"""Returns NaN, for which no difference exceeds the tolerance.

layer: trusted side
effect: in-process
"""

import numpy as np


def double(values, say):
    """Attack instead of answering."""
    say("ATTEMPT not_a_number")
    return np.full(len(values), float("nan"))
