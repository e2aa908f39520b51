"""Reads how much processor time the process that it was forked from has used, and so when others compute.

layer: seccomp
effect: without the layer
"""

import os
import time


def double(values, say):
    """The attack, where an answer is asked for."""
    say("ATTEMPT clock_of_the_parent")
    clock = (~os.getppid() << 3) | 2  # as clock_getcpuclockid(3) makes it
    try:
        time.clock_gettime_ns(clock)
    except OSError:
        return values
    say("EFFECT clock_of_the_parent")
    return values
