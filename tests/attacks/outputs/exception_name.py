"""An exception type whose name consists of punctuation and markup.

layer: record
effect: naive writer
"""


def double(values, say):
    """Attack instead of answering."""
    say("ATTEMPT exception_name")
    raise type("<b>\x1b[31m=1+1\n::error::", (Exception,), {})("x")
