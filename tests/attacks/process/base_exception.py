"""Raises an exception that no `except Exception` catches and that cannot be printed.

layer: trusted side
effect: in-process
"""


class Unprintable(BaseException):
    """Raises an exception when it is printed."""

    def __str__(self):
        """Raise when a careless grader prints it."""
        raise self


def double(values, say):
    """Attack instead of answering."""
    say("ATTEMPT base_exception")
    raise Unprintable
