"""Lone surrogates, which no encoder accepts.

layer: record
effect: naive writer
"""


def double(values, say):
    """Attack instead of answering."""
    say("ATTEMPT lone_surrogates")
    print("\ud800 \udfff")
    raise ValueError("\ud83d half")
