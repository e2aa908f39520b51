"""Markdown that shows a picture from elsewhere.

layer: record
effect: naive writer
"""


def double(values, say):
    """The attack, where an answer is asked for."""
    say("ATTEMPT markdown")
    raise ValueError("![x](http://example.org/x.png) [points](javascript:alert(1)) ``` | a | b |")
