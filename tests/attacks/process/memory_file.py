"""Makes a file in memory, to hide or to run something.

layer: seccomp
effect: without the layer
"""

import os


def double(values, say):
    """Attack instead of answering."""
    say("ATTEMPT memory_file")
    os.close(os.memfd_create("hidden"))
    say("EFFECT memory_file")
    return values
