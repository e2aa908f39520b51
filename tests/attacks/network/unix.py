"""Opens a socket to a service of this machine.

layer: seccomp
effect: without the layer
"""

import socket


def double(values, say):
    """Attack instead of answering."""
    say("ATTEMPT unix")
    socket.socket(socket.AF_UNIX).close()
    say("EFFECT unix")
    return values
