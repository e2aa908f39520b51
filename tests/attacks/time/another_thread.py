"""Loops in another thread, whose time might not be counted.

layer: seccomp, limits, uid, capabilities
effect: without the layer
score: gate
"""

import contextlib
import threading

import numpy as np


def _loop(rows, sums):
    for row in rows:
        sums.append(sum(float(x) * float(x) for x in row))


def squares(rows):
    """Loop in another thread."""
    print("ATTEMPT another_thread")
    sums = []
    with contextlib.suppress(RuntimeError):
        helper = threading.Thread(target=_loop, args=(rows, sums))
        helper.start()
        helper.join()
        print("EFFECT another_thread")
        return np.array(sums)
    _loop(rows, sums)
    return np.array(sums)


def double(values, say):
    """Loop in another thread, visibly."""
    squares(np.ones((3, 2)))
    return values
