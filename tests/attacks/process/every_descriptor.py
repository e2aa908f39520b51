"""Writes a forged result to every descriptor that it finds.

layer: descriptors, wire
effect: naive peer
"""

import contextlib
import os


def double(values, say):
    """Attack instead of answering."""
    say("ATTEMPT every_descriptor")
    for descriptor in range(256):
        with contextlib.suppress(OSError):
            os.write(descriptor, b'{"score": 16}')
    return values
