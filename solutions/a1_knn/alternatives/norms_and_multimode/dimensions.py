"""np.ptp, and regression through three axes."""

import math

import numpy as np


def samples_for_density(per_axis, d):
    """Return per_axis to the power of d."""
    return per_axis**d


def edge_for_fraction(fraction, d):
    """Take the root with math.pow."""
    return math.pow(fraction, 1.0 / d)


def distance_contrast(rng, n, d):
    """Divide the range by the smallest."""
    p = rng.uniform(0.0, 1.0, (n, d))
    q = rng.uniform(0.0, 1.0, (1, d))
    r = np.linalg.norm(p - q, axis=-1)
    return np.ptp(r) / np.min(r)


def knn_regress(x_train, y_train, x, k):
    """Sort all squared distances at once."""
    d2 = ((x[:, None] - x_train[None]) ** 2).sum(-1)
    near = d2.argsort(1)[:, :k]
    return y_train[near].mean(1)
