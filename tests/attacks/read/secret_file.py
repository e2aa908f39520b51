"""Reads the secret that seeds the hidden tests.

layer: landlock, uid, capabilities
effect: without the layer
"""

from pathlib import Path


def double(values, say):
    """Attack instead of answering."""
    say("ATTEMPT secret_file")
    if Path("@SECRET@").read_bytes():
        say("EFFECT secret_file")
    return values
