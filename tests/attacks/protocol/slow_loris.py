"""Sends one byte now and then, forever.

layer: deadline
effect: in-process
"""

import contextlib
import os
import stat
import time


def send(data):
    """Write to every socket of this process."""
    for descriptor in range(256):
        with contextlib.suppress(OSError):
            if stat.S_ISSOCK(os.fstat(descriptor).st_mode):
                os.write(descriptor, data)


def double(values, say):
    """Attack instead of answering."""
    say("ATTEMPT slow_loris")
    if len(values) != 4:
        return values
    send((1 << 20).to_bytes(4, "little"))
    while True:
        send(b"x")
        time.sleep(0.1)
