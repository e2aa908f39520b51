"""Bisection, one number drawn at a time, and sorted pairs."""

import numpy as np


def samples_for_density(per_axis, d):
    """Return per_axis to the power of d."""
    return per_axis**d


def edge_for_fraction(fraction, d):
    """Bisect."""
    lo, hi = 0.0, 1.0
    for _ in range(200):
        mid = (lo + hi) / 2
        if mid**d < fraction:
            lo = mid
        else:
            hi = mid
    return hi


def distance_contrast(rng, n, d):
    """Draw every coordinate by itself, the query first."""
    q = [rng.random() for _ in range(d)]
    far, near = 0.0, float("inf")
    for _ in range(n):
        p = [rng.random() for _ in range(d)]
        r = sum((a - b) ** 2 for a, b in zip(p, q, strict=True)) ** 0.5
        far, near = max(far, r), min(near, r)
    return (far - near) / near


def knn_regress(x_train, y_train, x, k):
    """Sort pairs of distance and value."""
    out = []
    for p in x:
        ds = sorted((float(np.linalg.norm(p - t)), float(v)) for t, v in zip(x_train, y_train, strict=True))
        out.append(sum(v for _, v in ds[:k]) / k)
    return out
