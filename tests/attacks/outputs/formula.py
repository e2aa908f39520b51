"""A formula for a spreadsheet, in the submission's name and in a message.

layer: record
effect: naive writer
name: =HYPERLINK(A1)
"""


def double(values, say):
    """Attack instead of answering."""
    say("ATTEMPT formula")
    raise ValueError('=HYPERLINK("http://example.org", "points")')
