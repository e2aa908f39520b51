"""Makes a system call that newer kernels answer before any filter, by ending the process.

layer: trusted side
effect: in-process
"""

import ctypes
import os
import platform
import signal

URETPROBE = 335


def double(values, say):
    """Attack instead of answering."""
    say("ATTEMPT call_without_a_filter")
    if platform.machine() == "x86_64":
        ctypes.CDLL(None).syscall(URETPROBE)
    os.kill(os.getpid(), signal.SIGILL)  # what those kernels do
    return values
