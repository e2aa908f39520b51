"""Returns an array of a million millions that takes eight bytes.

layer: limits
effect: in-process
"""

import numpy as np


def double(values, say):
    """The attack, where an answer is asked for."""
    say("ATTEMPT giant_without_memory")
    return np.broadcast_to(np.float64(1), (1_000_000, 1_000_000))
