"""Changes its inputs, so that the expected values come out as its own.

layer: wire
effect: in-process
"""

import numpy as np


def double(values, say):
    """The attack, where an answer is asked for."""
    say("ATTEMPT changed_inputs")
    values[...] = -0.93047716 / 2
    return np.zeros(len(values))
