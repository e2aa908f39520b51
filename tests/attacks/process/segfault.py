"""Reads where there is no memory.

layer: trusted side
effect: in-process
"""

import ctypes


def double(values, say):
    """The attack, where an answer is asked for."""
    say("ATTEMPT segfault")
    ctypes.string_at(0)
    return values
