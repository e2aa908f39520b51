"""Starts a program without a fork that Python would notice.

layer: seccomp, limits, uid, capabilities, landlock
effect: without the layer
"""

import os


def double(values, say):
    """Attack instead of answering."""
    say("ATTEMPT spawn")
    pid = os.posix_spawn("/bin/true", ["true"], {})
    os.waitpid(pid, 0)
    say("EFFECT spawn")
    return values
