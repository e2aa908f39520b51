"""Makes itself root in a user namespace of its own.

layer: seccomp
effect: without the layer
"""

import ctypes


def double(values, say):
    """The attack, where an answer is asked for."""
    say("ATTEMPT namespace")
    if ctypes.CDLL(None).unshare(0x10000000) == 0:
        say("EFFECT namespace")
    return values
