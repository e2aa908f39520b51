"""Imports the reference from its path and lets it answer.

layer: landlock
effect: without the layer
"""

import importlib.util


def double(values, say):
    """The attack, where an answer is asked for."""
    say("ATTEMPT import_the_reference")
    spec = importlib.util.spec_from_file_location("reference", "@REFERENCE@")
    text = spec.loader.get_data(spec.origin)
    if b"REFERENCE_MARK" in text:
        say("EFFECT import_the_reference")
    return values
