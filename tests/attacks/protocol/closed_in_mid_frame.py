"""Begins a frame and ends its process.

layer: wire
effect: in-process
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
    say("ATTEMPT closed_in_mid_frame")
    send((1000).to_bytes(4, "little") + b"half")
    os._exit(0)
