"""Hides the loop in functions that call back from C.

layer: clock
effect: not shown
score: gate
"""

import operator

import numpy as np


def _one(row):
    return sum(map(operator.mul, row, row))


def squares(rows):
    """Loop without a `for` statement."""
    print("ATTEMPT loop_in_c")
    return np.fromiter(map(_one, rows), float)
