"""Makes a pair of sockets, to pass descriptors around.

layer: seccomp
effect: without the layer
"""

import socket


def double(values, say):
    """Attack instead of answering."""
    say("ATTEMPT pair")
    one, other = socket.socketpair()
    one.close()
    other.close()
    say("EFFECT pair")
    return values
