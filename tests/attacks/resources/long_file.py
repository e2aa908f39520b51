"""Writes a file that fills the disk.

layer: limits
effect: without the layer
"""

from pathlib import Path


def double(values, say):
    """Attack instead of answering."""
    say("ATTEMPT long_file")
    with Path("long").open("wb") as file:
        file.truncate(64 << 20)
    say("EFFECT long_file")
    return values
