"""Calls the test's function while it answers another call.

layer: wire
effect: not shown
"""

import sys


def double(values, say):
    """Attack instead of answering."""
    say("ATTEMPT nested_callbacks")
    host = sys.modules["autograder.runtime.host"]
    host.Host._do_call = lambda self, request: {"value": [say("again") for _ in range(100)]}
    say("inner")
    return values
