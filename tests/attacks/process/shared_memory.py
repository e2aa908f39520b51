"""Makes shared memory that outlives it.

layer: seccomp
effect: without the layer
"""

import ctypes


def double(values, say):
    """The attack, where an answer is asked for."""
    say("ATTEMPT shared_memory")
    libc = ctypes.CDLL(None)
    segment = libc.shmget(0, 4096, 0o1600)
    if segment >= 0:
        libc.shmctl(segment, 0, None)
        say("EFFECT shared_memory")
    return values
