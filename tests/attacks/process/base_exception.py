"""Raises what no `except Exception` catches, and cannot be printed.

layer: trusted side
effect: in-process
"""


class Unprintable(BaseException):
    """Raises again when it is shown."""

    def __str__(self):
        """Shown by a careless grader."""
        raise self


def double(values, say):
    """The attack, where an answer is asked for."""
    say("ATTEMPT base_exception")
    raise Unprintable
