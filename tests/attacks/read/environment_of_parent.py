"""Reads the environment of the process that started it.

layer: landlock, uid, capabilities
effect: without the layer
"""

import os
from pathlib import Path


def double(values, say):
    """Attack instead of answering."""
    say("ATTEMPT environment_of_parent")
    Path(f"/proc/{os.getppid()}/environ").read_bytes()
    say("EFFECT environment_of_parent")
    return values
