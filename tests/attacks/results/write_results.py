"""Writes a result of its own where the class's results go.

layer: landlock, uid, capabilities
effect: without the layer
"""

from pathlib import Path


def double(values, say):
    """The attack, where an answer is asked for."""
    say("ATTEMPT write_results")
    Path("@OUT@/result.json").write_text('{"score": 16}')
    say("EFFECT write_results")
    return values
