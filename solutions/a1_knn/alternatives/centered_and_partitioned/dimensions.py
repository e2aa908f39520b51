"""The query is drawn last; regression averages all that is within the k-th distance."""

import numpy as np


def samples_for_density(per_axis, d):
    """Return per_axis to the power of d."""
    return per_axis**d


def edge_for_fraction(fraction, d):
    """Use np.float64 and np.reciprocal."""
    return np.float64(fraction) ** np.reciprocal(float(d))


def distance_contrast(rng, n, d):
    """Draw all at once; the last is the query."""
    everything = rng.random((n + 1, d))
    gap = everything[:-1] - everything[-1]
    r = np.sqrt(np.einsum("nd,nd->n", gap, gap))
    r.sort()
    return r[-1] / r[0] - 1.0


def knn_regress(x_train, y_train, x, k):
    """Average over all within the k-th smallest distance."""
    result = np.empty(len(x))
    for m in range(len(x)):
        squares = np.einsum("nd,nd->n", x_train - x[m], x_train - x[m])
        limit = np.partition(squares, k - 1)[k - 1]
        result[m] = y_train[squares <= limit].mean()
    return result
