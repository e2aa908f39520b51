"""An exception whose type has a name of anything but letters.

layer: record
effect: naive writer
"""


def double(values, say):
    """The attack, where an answer is asked for."""
    say("ATTEMPT exception_name")
    raise type("<b>\x1b[31m=1+1\n::error::", (Exception,), {})("x")
