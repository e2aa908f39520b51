"""Asks for the size of a file below a folder that only the grader may enter; Landlock permits that.

layer: uid, capabilities
effect: without the layer
"""

from pathlib import Path


def double(values, say):
    """Attack instead of answering."""
    say("ATTEMPT secret_size")
    if Path("@SECRET@").stat().st_size == 32:
        say("EFFECT secret_size")
    return values
