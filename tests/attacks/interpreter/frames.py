"""Climbs up the frames to the expected values.

layer: separate process
effect: in-process
"""

import sys


def double(values, say):
    """The attack, where an answer is asked for."""
    say("ATTEMPT frames")
    frame = sys._getframe()
    while frame:
        for names in (frame.f_locals, frame.f_globals):
            if "EXPECTED" in names:
                say("EFFECT frames")
                return names["EXPECTED"]
        frame = frame.f_back
    return values
