"""Sends replies to calls that have not been made yet.

layer: wire
effect: naive peer
"""

import contextlib
import os
import stat
import sys


def send(data):
    """Write to every socket of this process."""
    for descriptor in range(256):
        with contextlib.suppress(OSError):
            if stat.S_ISSOCK(os.fstat(descriptor).st_mode):
                os.write(descriptor, data)


def frame(tree):
    """Encode a frame of the wire format with any content."""
    control = sys.modules["msgspec"].msgpack.encode([[], tree])
    return len(control).to_bytes(4, "little") + control


def double(values, say):
    """Attack instead of answering."""
    say("ATTEMPT replies_in_advance")
    for _ in range(50):
        send(frame(["d", [["re", "value"], ["value", ["l", [1.0] * len(values)]], ["modified", ["l", []]]]]))
    return values
