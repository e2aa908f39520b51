"""Ends the interpreter with success.

layer: trusted side
effect: in-process
"""

import sys


def double(values, say):
    """The attack, where an answer is asked for."""
    say("ATTEMPT sys_exit")
    sys.exit(0)
