"""Looks for paths and secrets in the environment, in Python and in the kernel.

layer: environment
effect: without the layer
"""

import os


def double(values, say):
    """Attack instead of answering."""
    say("ATTEMPT environment")
    if os.environ or os.environb or os.getenv("PATH"):
        say("EFFECT environment")
    return values
