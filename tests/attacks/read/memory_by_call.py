"""Copies memory of the process that it was forked from by a system call: same addresses, no file.

layer: seccomp, landlock, uid, capabilities
effect: without the layer
"""

import ctypes
import os


def double(values, say):
    """Attack instead of answering."""
    say("ATTEMPT memory_by_call")
    here = ctypes.create_string_buffer(8)
    span = (ctypes.c_size_t * 2)(ctypes.addressof(here), 8)
    number = 310 if os.uname().machine == "x86_64" else 270
    done = ctypes.CDLL(None).syscall(number, os.getppid(), ctypes.byref(span), 1, ctypes.byref(span), 1, 0)
    if done == 8:
        say("EFFECT memory_by_call")
    return values
