"""Plain loops, over anything but the examples of a batch."""

import numpy as np


def linear_scores(W, x, b):
    """Two loops."""
    num_classes, num_features = W.shape
    scores = np.zeros(num_classes)
    for c in range(num_classes):
        total = 0.0
        for d in range(num_features):
            total += W[c, d] * x[d]
        scores[c] = total + b[c]
    return scores


def batch_scores(X, W, b):
    """Loops over classes and features, none over examples."""
    num_images, num_features = X.shape
    num_classes = W.shape[1]
    scores = np.zeros((num_images, num_classes))
    for c in range(num_classes):  # a loop over classes, not over examples
        for d in range(num_features):
            scores[:, c] += X[:, d] * W[d, c]
        scores[:, c] += b[c]
    return scores


def add_bias(X, W, b):
    """Fill prepared arrays."""
    num_images, num_features = X.shape
    num_classes = W.shape[1]
    X1 = np.ones((num_images, num_features + 1))
    X1[:, :num_features] = X
    W1 = np.zeros((num_features + 1, num_classes))
    W1[:num_features] = W
    W1[num_features] = b
    return X1, W1
