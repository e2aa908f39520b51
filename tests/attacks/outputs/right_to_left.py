"""Marks that turn the direction of the text.

layer: record
effect: naive writer
name: abc\u202egpj.exe
"""


def double(values, say):
    """The attack, where an answer is asked for."""
    say("ATTEMPT right_to_left")
    raise ValueError("\u202edessap\u202c \u2066x\u2069")
