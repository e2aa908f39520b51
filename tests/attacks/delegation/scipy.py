"""Lets SciPy do the job, past the import rules.

layer: module cache
effect: in-process
"""

import importlib


def double(values, say):
    """The attack, where an answer is asked for."""
    say("ATTEMPT scipy")
    importlib.import_module("scipy.spatial.distance")
    say("EFFECT scipy")
    return values
