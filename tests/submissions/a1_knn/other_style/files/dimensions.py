"""Dimensions, with a query drawn before the points."""

import numpy as np


def samples_for_density(per_axis, d):
    return per_axis**d


def edge_for_fraction(fraction, d):
    return np.exp(np.log(fraction) / d)


def distance_contrast(rng, n, d):
    q = rng.uniform(0, 1, size=(1, d))
    p = rng.uniform(0, 1, size=(n, d))
    dist = np.sqrt(((p - q) ** 2).sum(axis=1))
    return dist.max() / dist.min() - 1


def knn_regress(x_train, y_train, x, k):
    out = []
    for p in x:
        d = np.linalg.norm(x_train - p, axis=1)
        idx = np.argpartition(d, k - 1)[:k]
        out.append(y_train[idx].mean())
    return np.array(out)
