"""Returns an object that claims to be an array.

layer: wire
effect: not shown
"""

import numpy as np


class Pretender:
    """Claims to be of another class."""

    shape = (4,)
    dtype = np.dtype("float64")
    __class__ = np.ndarray


def double(values, say):
    """Attack instead of answering."""
    say("ATTEMPT false_class")
    return Pretender()
