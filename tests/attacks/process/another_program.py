"""Replaces its process by another program.

layer: seccomp, landlock, uid, capabilities
effect: without the layer
"""

import os


def double(values, say):
    """Attack instead of answering."""
    say("ATTEMPT another_program")
    os.execv("/bin/sh", ["sh", "-c", "echo here > @TRACES@/another_program"])
