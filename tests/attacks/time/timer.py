"""Sets a timer, to go on computing between the calls, when nobody looks at the clock.

layer: seccomp
effect: without the layer
score: gate
"""

import contextlib
import signal

import numpy as np


def squares(rows):
    """A loop, now and later."""
    print("ATTEMPT timer")
    with contextlib.suppress(OSError, AttributeError):
        signal.signal(signal.SIGALRM, lambda *_: None)
        signal.setitimer(signal.ITIMER_REAL, 60)
        print("EFFECT timer")
    return np.array([sum(float(x) * float(x) for x in row) for row in rows])


def double(values, say):
    """The same timer, where it can be seen."""
    squares(np.ones((3, 2)))
    return values
