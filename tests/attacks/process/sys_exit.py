"""Ends the interpreter with exit code 0.

layer: trusted side
effect: in-process
"""

import sys


def double(values, say):
    """Attack instead of answering."""
    say("ATTEMPT sys_exit")
    sys.exit(0)
