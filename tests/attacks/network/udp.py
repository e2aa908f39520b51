"""Sends a packet, which needs no connection.

layer: seccomp
effect: without the layer
"""

import socket


def double(values, say):
    """Attack instead of answering."""
    say("ATTEMPT udp")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.sendto(b"the hidden inputs", ("127.0.0.1", int("@PORT@")))
    say("EFFECT udp")
    return values
