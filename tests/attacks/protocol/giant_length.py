"""Announces a frame of four gigabytes.

layer: wire
effect: naive peer
"""

import contextlib
import os
import stat


def send(data):
    """Write to every socket of this process."""
    for descriptor in range(256):
        with contextlib.suppress(OSError):
            if stat.S_ISSOCK(os.fstat(descriptor).st_mode):
                os.write(descriptor, data)


def double(values, say):
    """Attack instead of answering."""
    say("ATTEMPT giant_length")
    send(b"\xff" * 4)
    return values
