"""Replies with a number where a reply belongs.

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
    """A frame as ours are, with any content."""
    control = sys.modules["msgspec"].msgpack.encode([[], tree])
    return len(control).to_bytes(4, "little") + control


def double(values, say):
    """The attack, where an answer is asked for."""
    say("ATTEMPT not_a_dict")
    send(frame(7))
    return values
