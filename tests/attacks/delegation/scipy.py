"""Calls SciPy, around the import rules.

layer: module cache
effect: in-process
"""

import importlib


def double(values, say):
    """Attack instead of answering."""
    say("ATTEMPT scipy")
    importlib.__import__("scipy.spatial.distance").spatial.distance.euclidean([0], [1])
    say("EFFECT scipy")
    return values
