"""Prints one letter with sixteen thousand accents, which a normalizer takes seconds to sort.

layer: record
effect: naive writer
"""


def double(values, say):
    """Attack instead of answering."""
    say("ATTEMPT stacked_marks")
    print("a" + "\u0301" * 8_000 + "\u0327" * 8_000)
    raise ValueError("b" + "\u0301\u0327" * 900)
