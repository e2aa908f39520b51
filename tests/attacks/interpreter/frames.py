"""Climbs the call frames up to the expected values.

layer: separate process
effect: in-process
"""

import sys


def double(values, say):
    """Attack instead of answering."""
    say("ATTEMPT frames")
    frame = sys._getframe()
    while frame:
        for names in (frame.f_locals, frame.f_globals):
            if "EXPECTED" in names:
                say("EFFECT frames")
                return names["EXPECTED"]
        frame = frame.f_back
    return values
