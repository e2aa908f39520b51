"""Attaches to the process that started it, as a debugger does.

layer: seccomp, landlock, uid, capabilities
effect: without the layer
"""

import ctypes
import os


def double(values, say):
    """Attack instead of answering."""
    say("ATTEMPT trace_the_parent")
    if ctypes.CDLL(None).ptrace(0x4206, os.getppid(), None, None) == 0:
        say("EFFECT trace_the_parent")
    return values
