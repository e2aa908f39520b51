"""Ends the process at once, with exit code 0.

layer: trusted side
effect: in-process
"""

import os


def double(values, say):
    """Attack instead of answering."""
    say("ATTEMPT os_exit")
    os._exit(0)
