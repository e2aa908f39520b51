"""Returns a list in a list in a list, a million deep.

layer: wire
effect: in-process
"""


def double(values, say):
    """The attack, where an answer is asked for."""
    say("ATTEMPT deep_lists")
    deep = []
    for _ in range(1_000_000):
        deep = [deep]
    return deep
