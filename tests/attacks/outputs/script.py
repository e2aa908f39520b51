"""HTML that runs a script, in an exception's message.

layer: record
effect: naive writer
"""


def double(values, say):
    """Attack instead of answering."""
    say("ATTEMPT script")
    print("<script>alert(1)</script>")
    raise ValueError("<script>alert(1)</script><img src=x onerror=alert(1)>")
