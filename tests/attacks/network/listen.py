"""Waits for orders from outside.

layer: seccomp, landlock
effect: without the layer
"""

import socket


def double(values, say):
    """The attack, where an answer is asked for."""
    say("ATTEMPT listen")
    socket.create_server(("127.0.0.1", 0)).close()
    say("EFFECT listen")
    return values
