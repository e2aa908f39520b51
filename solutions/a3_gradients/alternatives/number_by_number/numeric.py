"""One number after the other, indices drawn one at a time."""

import numpy as np


def relative_error(a, b):
    """Return the largest relative error between two arrays."""
    a = np.asarray(a)
    b = np.asarray(b)
    largest = 0.0
    for i in np.ndindex(a.shape):
        error = abs(a[i] - b[i]) / max(1e-8, abs(a[i]) + abs(b[i]))
        if error > largest:
            largest = error
    return float(largest)


def slope(f, x, h=1e-5):
    """Measure a slope, as given."""
    before = f(x)
    after = f(x + h)
    return (after - before) / h


def forward_gradient(f, x, h=1e-5):
    """Measure the gradient of f at x with one step forward along each coordinate."""
    gradient = np.zeros(x.shape)
    fx = f(x)
    for i in np.ndindex(x.shape):
        old = x[i]
        x[i] = old + h
        gradient[i] = (f(x) - fx) / h
        x[i] = old
    return gradient


def numerical_gradient(f, x, h=1e-5):
    """Measure the gradient of f at x with a step to either side: the central difference."""
    gradient = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        old = x[i]
        x[i] = old + h
        plus = f(x)
        x[i] = old - h
        minus = f(x)
        x[i] = old
        gradient[i] = (plus - minus) / (2 * h)
    return gradient


def gradient_check(f, x, analytic, rng, num_checks=10, h=1e-5):
    """Check a gradient at a few coordinates, drawn at random, because all of them would take too long."""
    largest = 0.0
    for _ in range(num_checks):
        i = np.unravel_index(rng.integers(x.size), x.shape)
        old = x[i]
        x[i] = old + h
        plus = f(x)
        x[i] = old - h
        minus = f(x)
        x[i] = old
        measured = (plus - minus) / (2 * h)
        largest = max(largest, relative_error(measured, analytic[i]))
    return largest
