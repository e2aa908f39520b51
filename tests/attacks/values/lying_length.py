"""Returns a sequence that says it has four numbers and never ends.

layer: wire
effect: in-process
"""


class Endless:
    """Four, says its length."""

    def __len__(self):
        """A lie."""
        return 4

    def __getitem__(self, index):
        """Always another one."""
        return 1.0


def double(values, say):
    """The attack, where an answer is asked for."""
    say("ATTEMPT lying_length")
    return Endless()
