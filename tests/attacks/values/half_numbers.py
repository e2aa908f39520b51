"""Returns half-precision, complex and infinite numbers instead of float64.

layer: trusted side
effect: not shown
"""

import numpy as np


def double(values, say):
    """Attack instead of answering."""
    say("ATTEMPT half_numbers")
    if len(values) == 3:
        return np.full(3, np.inf, dtype=np.float16)
    return np.full(len(values), complex(np.inf, np.nan))
