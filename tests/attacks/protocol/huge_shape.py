"""Sends an array whose shape overflows.

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
    say("ATTEMPT huge_shape")
    array = ["a", "<f8", [0, 1 << 62, 1 << 62], [0, 1, 2], [1, 1, 1], 0]
    send(frame(["d", [["re", "value"], ["value", array], ["modified", ["l", []]]]]))
    return values
