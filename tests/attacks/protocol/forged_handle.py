"""Returns a reference to an object that does not exist.

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
    say("ATTEMPT forged_handle")
    send(frame(["d", [["re", "value"], ["value", ["o", 1 << 40, "Model"]], ["modified", ["l", []]]]]))
    return values
