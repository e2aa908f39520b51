"""Replaces the module json by one that reports every point.

layer: separate process
effect: in-process
"""

import sys
import types


def double(values, say):
    """Attack instead of answering."""
    say("ATTEMPT poisoned_json")
    fake = types.ModuleType("json")
    fake.dumps = lambda results, **kwargs: '{"score": 1}'
    sys.modules["json"] = fake
    return values
