"""Returns an array of objects that run code when they are unpickled.

layer: wire
effect: in-process
"""

import numpy as np


class Package:
    """Runs code when it is unpickled."""

    def __reduce__(self):
        """Return what to run."""
        return print, ("EFFECT unpickled",)


def double(values, say):
    """Attack instead of answering."""
    say("ATTEMPT unpickled")
    return np.array([Package()] * len(values), dtype=object)
