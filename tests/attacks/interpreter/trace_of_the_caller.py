"""Traces the frame that called it, to read the comparison.

layer: separate process
effect: in-process
"""

import sys


def double(values, say):
    """Attack instead of answering."""
    say("ATTEMPT trace_of_the_caller")
    frame = sys._getframe(1)
    while frame:
        frame.f_trace = lambda inner, event, arg: "EXPECTED" in inner.f_globals and say("EFFECT trace_of_the_caller")
        frame = frame.f_back
    sys.settrace(lambda *_: None)
    return values
