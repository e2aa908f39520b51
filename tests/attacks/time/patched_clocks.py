"""Replaces every clock of Python's by one that stands still.

layer: clock
effect: in-process
score: gate
"""

import time

import numpy as np

for _clock in ("perf_counter", "process_time", "monotonic", "time", "thread_time"):
    setattr(time, _clock, lambda: 0.0)
    setattr(time, f"{_clock}_ns", lambda: 0)


def squares(rows):
    """Loop without any time on the clock."""
    print("ATTEMPT patched_clocks")
    sums = []
    for row in rows:
        sums.append(sum(float(x) * float(x) for x in row))
    return np.array(sums)
