"""Imports the reference from its path and returns its answers.

layer: landlock
effect: without the layer
"""

import importlib.util


def double(values, say):
    """Attack instead of answering."""
    say("ATTEMPT import_the_reference")
    spec = importlib.util.spec_from_file_location("reference", "@REFERENCE@")
    text = spec.loader.get_data(spec.origin)
    if b"REFERENCE_MARK" in text:
        say("EFFECT import_the_reference")
    return values
