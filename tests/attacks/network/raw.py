"""Opens a raw socket, to record all traffic.

layer: seccomp, uid, capabilities
effect: without the layer
"""

import socket


def double(values, say):
    """Attack instead of answering."""
    say("ATTEMPT raw")
    socket.socket(socket.AF_PACKET, socket.SOCK_RAW).close()
    say("EFFECT raw")
    return values
