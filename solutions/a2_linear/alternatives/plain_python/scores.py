"""Lists and loops, where they are allowed."""

import numpy as np


def linear_scores(W, x, b):
    """Visit classes and pixels; the result is a list."""
    return [
        sum(float(w) * float(v) for w, v in zip(row, x, strict=True)) + float(c) for row, c in zip(W, b, strict=True)
    ]


def batch_scores(X, W, b):
    """Go through the pixels, of which there are few in comparison."""
    scores = np.zeros((X.shape[0], W.shape[1]))
    for d in range(X.shape[1]):
        scores += np.outer(X[:, d], W[d])
    scores += b
    return scores


def add_bias(X, W, b):
    """As lists of lists."""
    return [[*row, 1.0] for row in X.tolist()], [*W.tolist(), b.tolist()]
