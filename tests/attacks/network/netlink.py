"""Opens a netlink socket to the kernel.

layer: seccomp
effect: without the layer
"""

import socket


def double(values, say):
    """Attack instead of answering."""
    say("ATTEMPT netlink")
    socket.socket(socket.AF_NETLINK, socket.SOCK_RAW).close()
    say("EFFECT netlink")
    return values
