"""Marks that reverse the direction of the text.

layer: record
effect: naive writer
name: abc\u202egpj.exe
"""


def double(values, say):
    """Attack instead of answering."""
    say("ATTEMPT right_to_left")
    raise ValueError("\u202edessap\u202c \u2066x\u2069")
