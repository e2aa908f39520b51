"""Returns an array of objects that run code where they are unpickled.

layer: wire
effect: in-process
"""

import numpy as np


class Package:
    """Opened by whoever unpickles it."""

    def __reduce__(self):
        """What is run there."""
        return print, ("EFFECT unpickled",)


def double(values, say):
    """The attack, where an answer is asked for."""
    say("ATTEMPT unpickled")
    return np.array([Package()] * len(values), dtype=object)
