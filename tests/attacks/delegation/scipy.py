"""Calls SciPy, around the import rules.

layer: module cache
effect: in-process
"""

import importlib


def double(values, say):
    """Attack instead of answering."""
    say("ATTEMPT scipy")
    importlib.import_module("scipy.spatial.distance")
    say("EFFECT scipy")
    return values
