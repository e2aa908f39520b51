"""Leaks hidden inputs through a syntax error that it provokes.

layer: record
effect: naive writer
"""


def double(values, say):
    """Attack instead of answering."""
    say("ATTEMPT leak_by_encoding")
    if len(values) < 4:
        return values
    raise SyntaxError("LEAK", ("answer.py", 1, 1, f"LEAK {values[0]}"))
