"""Writes a native library into its folder and loads it.

layer: seccomp, landlock
effect: not shown
"""

import ctypes
from pathlib import Path


def double(values, say):
    """Attack instead of answering."""
    say("ATTEMPT bundled_library")
    Path("fast.so").write_bytes(b"\x7fELF\x02\x01\x01" + bytes(4096))
    ctypes.CDLL("./fast.so")
    say("EFFECT bundled_library")
    return values
