"""Takes more memory than there may be.

layer: limits
effect: without the layer
"""

import numpy as np


def double(values, say):
    """The attack, where an answer is asked for."""
    say("ATTEMPT memory")
    hoard = np.empty(1 << 27)
    if len(hoard):
        say("EFFECT memory")
    return values
