"""Tells the hidden inputs by a syntax error of its own making.

layer: record
effect: naive writer
"""


def double(values, say):
    """The attack, where an answer is asked for."""
    say("ATTEMPT leak_by_encoding")
    if len(values) < 4:
        return values
    raise SyntaxError("LEAK", ("answer.py", 1, 1, f"LEAK {values[0]}"))
