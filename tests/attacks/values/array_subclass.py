"""Returns an array of a class of its own, which decides comparisons.

layer: wire
effect: in-process
"""

import numpy as np


class Agreeable(np.ndarray):
    """No difference to anything."""

    def __array_ufunc__(self, ufunc, method, *inputs, **kwargs):
        """Whatever is computed with it is zero."""
        return np.zeros(self.shape)


def double(values, say):
    """The attack, where an answer is asked for."""
    say("ATTEMPT array_subclass")
    return np.zeros(len(values)).view(Agreeable)
