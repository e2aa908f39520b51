"""Opens files until there are no more.

layer: limits
effect: without the layer
"""

import os


def double(values, say):
    """The attack, where an answer is asked for."""
    say("ATTEMPT descriptors")
    files = [os.open("/dev/null", os.O_RDONLY) for _ in range(100)]
    if files:
        say("EFFECT descriptors")
    return values
