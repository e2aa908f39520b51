"""Half characters, which no encoder writes.

layer: record
effect: naive writer
"""


def double(values, say):
    """The attack, where an answer is asked for."""
    say("ATTEMPT lone_surrogates")
    print("\ud800 \udfff")
    raise ValueError("\ud83d half")
