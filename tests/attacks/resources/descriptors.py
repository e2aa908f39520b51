"""Opens files until no descriptor is left.

layer: limits
effect: without the layer
"""

import os


def double(values, say):
    """Attack instead of answering."""
    say("ATTEMPT descriptors")
    files = [os.open("/dev/null", os.O_RDONLY) for _ in range(100)]
    if files:
        say("EFFECT descriptors")
    return values
