"""Writes a file that fills the disk.

layer: limits
effect: without the layer
"""

from pathlib import Path


def double(values, say):
    """The attack, where an answer is asked for."""
    say("ATTEMPT long_file")
    with Path("long").open("wb") as file:
        file.truncate(64 << 20)
    say("EFFECT long_file")
    return values
