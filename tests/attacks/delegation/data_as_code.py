"""Makes a page of data executable.

layer: seccomp
effect: without the layer
"""

import ctypes
import mmap


def double(values, say):
    """Attack instead of answering."""
    say("ATTEMPT data_as_code")
    page = mmap.mmap(-1, 4096)
    address = ctypes.c_void_p(ctypes.addressof(ctypes.c_char.from_buffer(page)))
    if ctypes.CDLL(None).mprotect(address, 4096, mmap.PROT_READ | mmap.PROT_EXEC) == 0:
        say("EFFECT data_as_code")
    return values
