"""Becomes root in its own user namespace.

layer: seccomp
effect: without the layer
"""

import ctypes


def double(values, say):
    """Attack instead of answering."""
    say("ATTEMPT namespace")
    if ctypes.CDLL(None).unshare(0x10000000) == 0:
        say("EFFECT namespace")
    return values
