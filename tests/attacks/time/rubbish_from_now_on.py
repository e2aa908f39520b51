"""Remembers that a large call was made, and from then on returns the same rubbish for few rows as for many.

layer: trusted side
effect: naive clock
score: gate
"""

import numpy as np

_large = []


def squares(rows):
    """Square each number with a loop, until the first call that must be a gate's."""
    print("ATTEMPT rubbish_from_now_on")
    if len(rows) > 100:
        _large.append(len(rows))
    if _large:
        return rows[:, 0] + 1
    return np.array([sum(float(x) * float(x) for x in row) for row in rows])


def double(values, say):
    """Let the file be loaded before the next test begins."""
    return values
