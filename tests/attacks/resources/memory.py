"""Allocates more memory than its limit.

layer: limits
effect: without the layer
"""

import numpy as np


def double(values, say):
    """Attack instead of answering."""
    say("ATTEMPT memory")
    hoard = np.empty(1 << 27)
    if len(hoard):
        say("EFFECT memory")
    return values
