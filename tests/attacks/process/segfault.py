"""Reads an address without memory.

layer: trusted side
effect: in-process
"""

import ctypes


def double(values, say):
    """Attack instead of answering."""
    say("ATTEMPT segfault")
    ctypes.string_at(0)
    return values
