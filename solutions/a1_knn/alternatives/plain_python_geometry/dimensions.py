"""math.dist, heapq and logarithms; the query is drawn first."""

import heapq
import math


def samples_for_density(per_axis, d):
    """Return per_axis to the power of d."""
    return per_axis**d


def edge_for_fraction(fraction, d):
    """Take the root by logarithms."""
    return math.exp(math.log(fraction) / d)


def distance_contrast(rng, n, d):
    """Draw the query first."""
    query = rng.uniform(size=d)
    dists = [math.dist(query, rng.uniform(size=d)) for _ in range(n)]
    return max(dists) / min(dists) - 1


def knn_regress(x_train, y_train, x, k):
    """Ask a heap for the k smallest."""
    predictions = []
    for place in x:
        nearest = heapq.nsmallest(k, range(len(x_train)), key=lambda j: math.dist(place, x_train[j]))
        predictions.append(sum(y_train[j] for j in nearest) / k)
    return predictions
