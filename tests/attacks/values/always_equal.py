"""Returns an object that equals everything.

layer: wire
effect: in-process
"""


class Agreeable:
    """Equals everything."""

    __hash__ = None

    def __eq__(self, other):
        """Return True."""
        return True


def double(values, say):
    """Attack instead of answering."""
    say("ATTEMPT always_equal")
    return Agreeable()
