"""Makes shared memory that outlives it.

layer: seccomp
effect: without the layer
"""

import ctypes


def double(values, say):
    """Attack instead of answering."""
    say("ATTEMPT shared_memory")
    libc = ctypes.CDLL(None)
    segment = libc.shmget(0, 4096, 0o1600)
    if segment >= 0:
        libc.shmctl(segment, 0, None)
        say("EFFECT shared_memory")
    return values
