"""Makes a file in memory, to hide or to run something.

layer: seccomp
effect: without the layer
"""

import os


def double(values, say):
    """The attack, where an answer is asked for."""
    say("ATTEMPT memory_file")
    os.close(os.memfd_create("hidden"))
    say("EFFECT memory_file")
    return values
