"""Prints one letter with sixteen thousand accents, for whose order a normalizer takes seconds.

layer: record
effect: naive writer
"""


def double(values, say):
    """The attack, where an answer is asked for."""
    say("ATTEMPT stacked_marks")
    print("a" + "\u0301" * 8_000 + "\u0327" * 8_000)
    raise ValueError("b" + "\u0301\u0327" * 900)
