"""Fills its folder with files.

layer: trusted side, limits
effect: in-process
"""

from pathlib import Path


def double(values, say):
    """Attack instead of answering."""
    say("ATTEMPT full_folder")
    if len(values) != 4:
        return values
    for number in range(100):  # more than its folder may hold
        Path(f"{number}").write_bytes(bytes(1 << 20))
    return values
