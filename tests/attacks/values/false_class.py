"""Returns an object that claims to be an array.

layer: wire
effect: not shown
"""

import numpy as np


class Pretender:
    """Says that its class is another."""

    shape = (4,)
    dtype = np.dtype("float64")
    __class__ = np.ndarray


def double(values, say):
    """The attack, where an answer is asked for."""
    say("ATTEMPT false_class")
    return Pretender()
