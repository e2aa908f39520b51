"""Sends a packet, which needs no connection.

layer: seccomp
effect: without the layer
"""

import socket


def double(values, say):
    """The attack, where an answer is asked for."""
    say("ATTEMPT udp")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.sendto(b"the hidden inputs", ("127.0.0.1", int("@PORT@")))
    say("EFFECT udp")
    return values
