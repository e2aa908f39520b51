"""Returns a list that holds itself.

layer: wire
effect: not shown
"""


def double(values, say):
    """The attack, where an answer is asked for."""
    say("ATTEMPT itself")
    endless = []
    endless.append(endless)
    return endless
