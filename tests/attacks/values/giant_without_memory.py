"""Returns an array of a trillion elements that takes eight bytes.

layer: limits
effect: in-process
"""

import numpy as np


def double(values, say):
    """Attack instead of answering."""
    say("ATTEMPT giant_without_memory")
    return np.broadcast_to(np.float64(1), (1_000_000, 1_000_000))
