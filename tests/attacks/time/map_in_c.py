"""Loops in C: `map` calls a function of the standard library for each row.

layer: clock
effect: naive clock
score: gate
"""

import math
import operator
from itertools import repeat

import numpy as np


def squares(rows):
    """Square the distance of each row from the origin, without an iteration of Python's."""
    print("ATTEMPT map_in_c")
    lengths = map(math.dist, repeat([0.0] * rows.shape[1]), rows.tolist())
    return np.array(list(map(operator.pow, lengths, repeat(2))))
