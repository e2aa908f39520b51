"""Markdown that loads a picture from another server.

layer: record
effect: naive writer
"""


def double(values, say):
    """Attack instead of answering."""
    say("ATTEMPT markdown")
    raise ValueError("![x](http://example.org/x.png) [points](javascript:alert(1)) ``` | a | b |")
