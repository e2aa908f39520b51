"""Returns a list that contains itself.

layer: wire
effect: not shown
"""


def double(values, say):
    """Attack instead of answering."""
    say("ATTEMPT itself")
    endless = []
    endless.append(endless)
    return endless
