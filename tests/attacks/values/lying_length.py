"""Returns a sequence that claims four elements and never ends.

layer: wire
effect: in-process
"""


class Endless:
    """Claims a length of four."""

    def __len__(self):
        """Claim four."""
        return 4

    def __getitem__(self, index):
        """Return another element."""
        return 1.0


def double(values, say):
    """Attack instead of answering."""
    say("ATTEMPT lying_length")
    return Endless()
