"""Reads the CPU time of the process that it was forked from, to learn when others compute.

layer: seccomp
effect: without the layer
"""

import os
import time


def double(values, say):
    """Attack instead of answering."""
    say("ATTEMPT clock_of_the_parent")
    clock = (~os.getppid() << 3) | 2  # as clock_getcpuclockid(3) makes it
    try:
        time.clock_gettime_ns(clock)
    except OSError:
        return values
    say("EFFECT clock_of_the_parent")
    return values
