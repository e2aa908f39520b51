"""Returns a list nested a million deep.

layer: wire
effect: in-process
"""


def double(values, say):
    """Attack instead of answering."""
    say("ATTEMPT deep_lists")
    deep = []
    for _ in range(1_000_000):
        deep = [deep]
    return deep
