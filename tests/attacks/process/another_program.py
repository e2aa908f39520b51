"""Becomes another program.

layer: seccomp, landlock, uid, capabilities
effect: without the layer
"""

import os


def double(values, say):
    """The attack, where an answer is asked for."""
    say("ATTEMPT another_program")
    os.execv("/bin/sh", ["sh", "-c", "echo here > @TRACES@/another_program"])
