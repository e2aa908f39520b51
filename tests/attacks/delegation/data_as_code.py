"""Turns a page of data into code.

layer: seccomp
effect: without the layer
"""

import ctypes
import mmap


def double(values, say):
    """The attack, where an answer is asked for."""
    say("ATTEMPT data_as_code")
    page = mmap.mmap(-1, 4096)
    address = ctypes.c_void_p(ctypes.addressof(ctypes.c_char.from_buffer(page)))
    if ctypes.CDLL(None).mprotect(address, 4096, mmap.PROT_READ | mmap.PROT_EXEC) == 0:
        say("EFFECT data_as_code")
    return values
