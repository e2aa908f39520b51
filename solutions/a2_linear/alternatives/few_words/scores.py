"""In few words: einsum and a padded array."""

import numpy as np


def linear_scores(W, x, b):
    """Sum over d."""
    return np.einsum("cd,d->c", W, x) + b


def batch_scores(X, W, b):
    """Sum over d, for all examples."""
    return np.einsum("nd,dc->nc", X, W) + b


def add_bias(X, W, b):
    """Pad, and stack."""
    return np.pad(X, ((0, 0), (0, 1)), constant_values=1), np.vstack([W, b])
