"""Lists the folder beside its own, where other workers have theirs.

layer: landlock, uid, capabilities
effect: without the layer
"""

from pathlib import Path


def double(values, say):
    """Attack instead of answering."""
    say("ATTEMPT other_submissions")
    if list(Path("..").iterdir()):
        say("EFFECT other_submissions")
    return values
