"""Puts a module in the place of json that reports every point.

layer: separate process
effect: in-process
"""

import sys
import types


def double(values, say):
    """The attack, where an answer is asked for."""
    say("ATTEMPT poisoned_json")
    fake = types.ModuleType("json")
    fake.dumps = lambda results, **kwargs: '{"score": 1}'
    sys.modules["json"] = fake
    return values
