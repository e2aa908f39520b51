"""Connects to a service on the grader's machine.

layer: seccomp, landlock
effect: without the layer
"""

import socket


def double(values, say):
    """Attack instead of answering."""
    say("ATTEMPT tcp")
    socket.create_connection(("127.0.0.1", int("@PORT@")), timeout=2).close()
    say("EFFECT tcp")
    return values
