"""Renames a file with a flag that leaves a device in its place.

layer: seccomp
effect: without the layer
"""

import ctypes
import os
import stat
from pathlib import Path

RENAME_WHITEOUT = 4


def double(values, say):
    """Attack instead of answering."""
    say("ATTEMPT device_by_rename")
    Path("file").write_bytes(b"")
    here = -100
    ctypes.CDLL(None).renameat2(here, b"file", here, b"other", RENAME_WHITEOUT)
    if Path("file").exists() and stat.S_ISCHR(os.lstat("file").st_mode):
        say("EFFECT device_by_rename")
    return values
