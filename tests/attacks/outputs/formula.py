"""A formula for a spreadsheet, as the submission's name and in a message.

layer: record
effect: naive writer
name: =HYPERLINK(A1)
"""


def double(values, say):
    """The attack, where an answer is asked for."""
    say("ATTEMPT formula")
    raise ValueError('=HYPERLINK("http://example.org", "points")')
