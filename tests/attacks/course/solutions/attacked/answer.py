"""The reference. Its marks must never be seen by a student."""

import helpers
import numpy as np

# BEGIN SOLUTION
REFERENCE_MARK = 5821.93047716
# END SOLUTION


def double(values, say):
    """Twice every number, and a little more.

    Args:
        values: A vector.
        say: Takes one line of text.
    """
    # BEGIN SOLUTION
    say("the reference speaks")
    return helpers.scaled(values) + (REFERENCE_MARK - 5821.0)
    # END SOLUTION


def squares(rows):
    """The sum of squares of each row."""
    # BEGIN SOLUTION
    return np.einsum("ij,ij->i", rows, rows)
    # END SOLUTION
