"""Sequences that color, clear and rename a terminal.

layer: record
effect: naive writer
name: esc\x1b[31mred
"""  # noqa: D301


def double(values, say):
    """Attack instead of answering."""
    say("ATTEMPT escape_sequences")
    print("\x1b[2J\x1b]0;owned\x07\x1b]8;;http://example.org\x1b\\link\x9b31m")
    raise ValueError("\x1b[32mpassed\x1b[0m\r\x1b[1A")
