"""Walks the disk from the root to find the tests.

layer: landlock
effect: without the layer
"""

from pathlib import Path


def double(values, say):
    """Attack instead of answering."""
    say("ATTEMPT walk_the_disk")
    if list(Path("/").iterdir()):
        say("EFFECT walk_the_disk")
    return values
