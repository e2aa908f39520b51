"""Talks to the kernel's network side.

layer: seccomp
effect: without the layer
"""

import socket


def double(values, say):
    """The attack, where an answer is asked for."""
    say("ATTEMPT netlink")
    socket.socket(socket.AF_NETLINK, socket.SOCK_RAW).close()
    say("EFFECT netlink")
    return values
