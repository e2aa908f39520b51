"""Passes long texts to the test's function, which goes through them letter by letter.

layer: caps
effect: naive peer
"""


def double(values, say):
    """Attack instead of answering."""
    say("ATTEMPT long_words")
    while len(values) == 4:
        say("again and again " * 60_000)
    return values
