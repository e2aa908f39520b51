"""Ends the process at once, with success.

layer: trusted side
effect: in-process
"""

import os


def double(values, say):
    """The attack, where an answer is asked for."""
    say("ATTEMPT os_exit")
    os._exit(0)
