"""Three small questions."""

import numpy as np


def total(x):
    """The sum of a vector."""
    # BEGIN SOLUTION
    return np.sum(x)
    # END SOLUTION


def centered(X):
    """Every column of X less its mean."""
    # BEGIN SOLUTION
    return X - X.mean(axis=0)
    # END SOLUTION


def distances(A, B):
    """All squared Euclidean distances between the rows of A and those of B."""
    # BEGIN SOLUTION
    return (A**2).sum(axis=1)[:, None] - 2 * A @ B.T + (B**2).sum(axis=1)
    # END SOLUTION
