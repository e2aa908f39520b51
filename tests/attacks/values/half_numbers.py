"""Returns half-precision, complex and infinite numbers where float64 belongs.

layer: trusted side
effect: not shown
"""

import numpy as np


def double(values, say):
    """The attack, where an answer is asked for."""
    say("ATTEMPT half_numbers")
    if len(values) == 3:
        return np.full(3, np.inf, dtype=np.float16)
    return np.full(len(values), complex(np.inf, np.nan))
