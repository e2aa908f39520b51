"""Asks the kernel to page out memory that all workers map, which others would notice by the time of a read.

layer: seccomp
effect: without the layer
"""

import ctypes
import mmap


def double(values, say):
    """Attack instead of answering."""
    say("ATTEMPT thrown_out_pages")
    page = mmap.mmap(-1, 1 << 16)
    page[:] = bytes(1 << 16)
    address = ctypes.addressof(ctypes.c_char.from_buffer(page))
    page_out = 21
    if ctypes.CDLL(None).madvise(ctypes.c_void_p(address), ctypes.c_size_t(1 << 16), page_out) == 0:
        say("EFFECT thrown_out_pages")
    return values
