"""Returns an empty array, which contains no wrong element.

layer: trusted side
effect: in-process
"""

import numpy as np


def double(values, say):
    """Attack instead of answering."""
    say("ATTEMPT empty")
    return np.zeros((0, 1))
