"""Changes its inputs, so that expected values computed from them equal its own.

layer: wire
effect: in-process
"""

import numpy as np


def double(values, say):
    """Attack instead of answering."""
    say("ATTEMPT changed_inputs")
    values[...] = -0.93047716 / 2
    return np.zeros(len(values))
