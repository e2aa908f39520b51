"""Passes many texts to the test's function, which remembers them.

layer: caps
effect: naive peer
"""


def double(values, say):
    """Attack instead of answering."""
    say("ATTEMPT many_words")
    for number in range(19_000):
        say(str(number) * 3_200)
    return values
