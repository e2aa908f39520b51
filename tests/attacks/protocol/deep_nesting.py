"""Sends lists nested ten thousand deep.

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
    say("ATTEMPT deep_nesting")
    control = b"\x91" * 10_000 + b"\xc0"
    send(len(control).to_bytes(4, "little") + control)
    return values
