"""Asks its socket for the process at the other end, which is the grader.

layer: seccomp
effect: without the layer
"""

import os
import socket
import stat

SO_PEERCRED = 17


def double(values, say):
    """Attack instead of answering."""
    say("ATTEMPT peer_of_the_socket")
    for descriptor in range(32):
        try:
            if stat.S_ISSOCK(os.fstat(descriptor).st_mode):
                ours = socket.socket(fileno=os.dup(descriptor))
                ours.getsockopt(socket.SOL_SOCKET, SO_PEERCRED, 12)
                say("EFFECT peer_of_the_socket")
        except OSError:
            continue
    return values
