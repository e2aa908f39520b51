"""Listens for connections from outside.

layer: seccomp, landlock
effect: without the layer
"""

import socket


def double(values, say):
    """Attack instead of answering."""
    say("ATTEMPT listen")
    socket.create_server(("127.0.0.1", 0)).close()
    say("EFFECT listen")
    return values
