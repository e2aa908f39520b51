"""Switches off the counter of iterations.

layer: clock
effect: naive clock
score: gate
"""

import sys

import numpy as np


def squares(rows):
    """Loop without events."""
    print("ATTEMPT tracing_switched_off")
    sys.settrace(None)
    sys._getframe().f_trace = None
    if hasattr(sys, "monitoring"):
        for tool in range(6):
            sys.monitoring.set_events(tool, 0) if sys.monitoring.get_tool(tool) else None
    return np.array([sum(float(x) * float(x) for x in row) for row in rows])
