"""Answers the request for its printed output by calling a function of a test that is over.

layer: wire
effect: naive peer
"""

import sys


def double(values, say):
    """The attack, where an answer is asked for."""
    say("ATTEMPT callback_after_the_test")
    server = sys.modules["autograder.runtime.server"]

    def answer(self, request):
        self._send({"re": "callback", "number": 0, "args": (5, [], {}), "kwargs": {}})

    server._Server._answer = answer
    return values
