"""Sends calls with a part that nobody reads, large enough that the socket never runs dry.

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
                while data:
                    data = data[os.write(descriptor, data) :]


def double(values, say):
    """Attack instead of answering."""
    say("ATTEMPT ignored_keys")
    call = [["re", "callback"], ["number", 0], ["args", ["t", ["again"]]], ["kwargs", ["d", []]]]
    control = sys.modules["msgspec"].msgpack.encode([[], ["d", [*call, ["more", ["l", [["l", []]] * 22_000]]]]])
    frame = len(control).to_bytes(4, "little") + control
    for _ in range(20_000):
        send(frame)
    return values
