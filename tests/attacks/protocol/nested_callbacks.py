"""Calls the test's function while it answers another call.

layer: wire
effect: not shown
"""

import sys


def double(values, say):
    """The attack, where an answer is asked for."""
    say("ATTEMPT nested_callbacks")
    host = sys.modules["autograder.runtime.host"]
    host.Host._do_call = lambda self, request: {"value": [say("again") for _ in range(100)]}
    say("inner")
    return values
