"""Two things that k nearest neighbors teaches about dimensions.

With enough examples it can follow any function, so it is a universal approximator. But how many are enough grows
exponentially with the dimension: the curse of dimensionality.
"""

import numpy as np


def samples_for_density(per_axis, d):
    """Return how many examples fill a d-dimensional cube as densely as `per_axis` examples fill a line.

    This one is given. Four points cover a line; a square needs 4 * 4 for the same spacing, a cube 4 * 4 * 4, and the
    3072-dimensional cube in which CIFAR-10 lives a number with 1850 digits.

    Args:
        per_axis: int, examples along each axis.
        d: int, the dimension.

    Returns:
        The number of examples, an int.
    """
    return per_axis**d


def edge_for_fraction(fraction, d):
    """Return the edge of a small cube that holds a given fraction of the unit cube.

    Examples are spread evenly over the d-dimensional cube with edge 1. The neighborhood that holds, say, 1 % of them
    is a cube with 1 % of the volume. On a line its edge is 0.01, in the plane already 0.1. In general it is the number
    e with e**d == fraction.

    Args:
        fraction: float with 0 < fraction <= 1.
        d: int >= 1, the dimension.

    Returns:
        The edge, a float.
    """
    # BEGIN PROMPT
    # TODO(edge_for_fraction): solve e**d == fraction for e (1 line).
    # END PROMPT
    # BEGIN SOLUTION
    return fraction ** (1 / d)
    # END SOLUTION


def distance_contrast(rng, n, d):
    """Measure by how much the farthest of n random points is farther away than the nearest.

    Draw n points and one more, the query, independently and uniformly from the d-dimensional cube [0, 1]**d. With the
    Euclidean distances from the query to the n points (with the root), return

        (largest distance - smallest distance) / smallest distance

    In low dimensions this is large. In high dimensions it falls towards 0: everything is about equally far away, and
    "nearest" says little.

    Args:
        rng: a numpy.random.Generator. Use no other source of randomness; the order in which you draw is up to you.
        n: int >= 1, the number of points besides the query.
        d: int >= 1, the dimension.

    Returns:
        The contrast, a float >= 0.
    """
    # BEGIN PROMPT
    # TODO(distance_contrast): draw, measure n distances, compare the extremes (about 4 lines).
    # END PROMPT
    # BEGIN SOLUTION
    points = rng.random((n, d))
    query = rng.random(d)
    dists = np.sqrt(np.sum((points - query) ** 2, axis=1))
    return float((dists.max() - dists.min()) / dists.min())
    # END SOLUTION


def knn_regress(x_train, y_train, x, k):
    """Predict a number at each new place: the mean of the values at its k nearest known places.

    This is the weather map. Temperatures are known at a few stations; anywhere else, take the mean of the k stations
    that are nearest (Euclidean distance). Write it with NumPy alone, without knn.py, so that a slip there costs you
    nothing here.

    Args:
        x_train: (N, D) array of floats, the places where the value is known. It must not be modified.
        y_train: (N,) array of floats, the values there. It must not be modified.
        x: (M, D) array of floats, the places to predict. It must not be modified.
        k: int with 1 <= k <= N. (In the tests no two known places are equally far from a new one.)

    Returns:
        (M,) float array of predictions.
    """
    # BEGIN PROMPT
    # TODO(knn_regress): for each new place find the k nearest stations and average (about 5 lines).
    # END PROMPT
    # BEGIN SOLUTION
    predictions = np.zeros(len(x))
    for i, place in enumerate(x):
        squares = np.sum((x_train - place) ** 2, axis=1)
        predictions[i] = np.mean(y_train[np.argsort(squares)[:k]])
    return predictions
    # END SOLUTION
