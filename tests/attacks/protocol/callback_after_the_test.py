"""Replies to the request for printed output by calling a function of a finished test.

layer: wire
effect: naive peer
"""

import sys


def double(values, say):
    """Attack instead of answering."""
    say("ATTEMPT callback_after_the_test")
    server = sys.modules["autograder.runtime.server"]

    def answer(self, request):
        self._send({"re": "callback", "number": 0, "args": (5, [], {}), "kwargs": {}})

    server._Server._answer = answer
    return values
