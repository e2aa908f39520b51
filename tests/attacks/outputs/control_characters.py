"""Characters that end lines, pages and files.

layer: record
effect: naive writer
"""


def double(values, say):
    """Attack instead of answering."""
    say("ATTEMPT control_characters")
    print("\0\x08\x0c\x1a\x85\u2028\u2029")
    raise ValueError("nul \0 back \x08 eof \x1a line \u2028")
