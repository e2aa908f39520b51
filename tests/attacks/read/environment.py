"""Looks for paths and secrets in the environment, in Python and in the kernel.

layer: environment
effect: without the layer
"""

import os
from pathlib import Path


def double(values, say):
    """Attack instead of answering."""
    say("ATTEMPT environment")
    invented = {"student", "en", "C.UTF-8", os.defpath, str(Path.cwd())}
    if not invented.issuperset(os.environ.values()):
        say("EFFECT environment")
    return values
