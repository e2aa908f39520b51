"""Makes a pair of sockets, to pass descriptors around.

layer: seccomp
effect: without the layer
"""

import socket


def double(values, say):
    """The attack, where an answer is asked for."""
    say("ATTEMPT pair")
    one, other = socket.socketpair()
    one.close()
    other.close()
    say("EFFECT pair")
    return values
