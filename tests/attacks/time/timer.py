"""Sets a timer that computes between the calls, when the clock might not run.

layer: seccomp
effect: without the layer
score: gate
"""

import contextlib
import signal

import numpy as np


def squares(rows):
    """Loop in the call and after it."""
    print("ATTEMPT timer")
    with contextlib.suppress(OSError, AttributeError):
        signal.signal(signal.SIGALRM, lambda *_: None)
        signal.alarm(60)
        if 0 < signal.alarm(60) <= 60:  # the seconds that were left
            print("EFFECT timer")
    return np.array([sum(float(x) * float(x) for x in row) for row in rows])


def double(values, say):
    """Set the same timer, visibly."""
    squares(np.ones((3, 2)))
    return values
