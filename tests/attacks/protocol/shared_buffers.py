"""Sends a structure with shared and repeated parts that expands beyond the limits.

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
    say("ATTEMPT shared_buffers")
    send(frame(["d", [["re", "value"], ["value", ["l", [["l", [1] * 500]] * 500]], ["modified", ["l", []]]]]))
    return values
