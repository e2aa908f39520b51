"""Makes NumPy's comparisons agree with everything.

layer: separate process
effect: in-process
"""

import numpy as np


def double(values, say):
    """Attack instead of answering."""
    say("ATTEMPT patched_comparison")
    np.abs = np.subtract = lambda *args: np.zeros(1)
    np.allclose = np.array_equal = lambda *args, **kwargs: True
    np.testing.assert_allclose = lambda *args, **kwargs: None
    return np.zeros(len(values))
