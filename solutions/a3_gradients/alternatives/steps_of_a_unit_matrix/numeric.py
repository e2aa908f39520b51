"""Steps along the rows of a unit matrix, so that x is never touched; indices drawn without replacement."""

import numpy as np


def relative_error(a, b):
    """Return the largest relative error between two arrays."""
    return float(np.max(np.abs(np.subtract(a, b)) / np.maximum(1e-8, np.abs(a) + np.abs(b))))


def slope(f, x, h=1e-5):
    """Measure a slope, as given."""
    before = f(x)
    after = f(x + h)
    return (after - before) / h


def forward_gradient(f, x, h=1e-5):
    """Measure the gradient of f at x with one step forward along each coordinate."""
    base = f(x)
    steps = h * np.eye(x.size).reshape(-1, *x.shape)  # row i is h * e_i
    return np.array([(f(x + step) - base) / h for step in steps], dtype=float).reshape(x.shape)


def numerical_gradient(f, x, h=1e-5):
    """Measure the gradient of f at x with a step to either side: the central difference."""
    gradient = np.empty(x.shape)
    for i, old in np.ndenumerate(x):
        x[i] = old + h
        above = f(x)
        x[i] = old - h
        gradient[i] = (above - f(x)) / (2 * h)
        x[i] = old
    return gradient


def gradient_check(f, x, analytic, rng, num_checks=10, h=1e-5):
    """Check a gradient at a few coordinates, drawn at random, because all of them would take too long."""
    where = np.unravel_index(rng.choice(x.size, size=num_checks, replace=False), x.shape)
    point = x.copy()

    def at(i, value):
        """f, with the one number at index i replaced."""
        old, point[i] = point[i], value
        result = f(point)
        point[i] = old
        return result

    measured = [(at(i, x[i] + h) - at(i, x[i] - h)) / (2 * h) for i in zip(*where, strict=True)]
    return relative_error(np.array(measured, dtype=float), analytic[where])
