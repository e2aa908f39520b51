"""Writes its own result to the folder of the class's results.

layer: landlock, uid, capabilities
effect: without the layer
"""

from pathlib import Path


def double(values, say):
    """Attack instead of answering."""
    say("ATTEMPT write_results")
    Path("@OUT@/result.json").write_text('{"score": 16}')
    say("EFFECT write_results")
    return values
