"""Returns an array of its own subclass, which overrides comparisons.

layer: wire
effect: in-process
"""

import numpy as np


class Agreeable(np.ndarray):
    """Differs from nothing."""

    def __array_ufunc__(self, ufunc, method, *inputs, **kwargs):
        """Return zero for every computation."""
        return np.zeros(self.shape)


def double(values, say):
    """Attack instead of answering."""
    say("ATTEMPT array_subclass")
    return np.zeros(len(values)).view(Agreeable)
