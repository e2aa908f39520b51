"""Returns an object that equals everything.

layer: wire
effect: in-process
"""


class Agreeable:
    """Equal to whatever it is compared with."""

    __hash__ = None

    def __eq__(self, other):
        """Always."""
        return True


def double(values, say):
    """The attack, where an answer is asked for."""
    say("ATTEMPT always_equal")
    return Agreeable()
