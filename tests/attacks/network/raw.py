"""Opens a raw socket, to listen to everybody's traffic.

layer: seccomp, uid, capabilities
effect: without the layer
"""

import socket


def double(values, say):
    """The attack, where an answer is asked for."""
    say("ATTEMPT raw")
    socket.socket(socket.AF_PACKET, socket.SOCK_RAW).close()
    say("EFFECT raw")
    return values
