"""Prints two hundred megabytes.

layer: caps
effect: in-process
"""


def double(values, say):
    """Attack instead of answering."""
    say("ATTEMPT output")
    line = "x" * (1 << 20)
    for _ in range(200 if len(values) == 4 else 1):
        print(line)
    return values
