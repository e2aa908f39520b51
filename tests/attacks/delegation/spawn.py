"""Starts a program without a fork that Python would see.

layer: seccomp, limits, uid, capabilities, landlock
effect: without the layer
"""

import os


def double(values, say):
    """The attack, where an answer is asked for."""
    say("ATTEMPT spawn")
    pid = os.posix_spawn("/bin/true", ["true"], {})
    os.waitpid(pid, 0)
    say("EFFECT spawn")
    return values
