"""Opens a socket to a service of this machine.

layer: seccomp
effect: without the layer
"""

import socket


def double(values, say):
    """The attack, where an answer is asked for."""
    say("ATTEMPT unix")
    socket.socket(socket.AF_UNIX).close()
    say("EFFECT unix")
    return values
