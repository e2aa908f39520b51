"""A student's file."""

import numpy as np


def relative_error(a, b):
    """Answer."""
    errors = np.abs(a - b) / np.maximum(1e-8, np.abs(a) + np.abs(b))
    return float(np.max(errors))


def slope(f, x, h=1e-5):
    """Answer."""
    before = f(x)
    after = f(x + h)
    return (after - before) / h


def forward_gradient(f, x, h=1e-5):
    """Hand a list to f."""
    return np.array([f(list(x.flat)) for _ in range(x.size)]).reshape(x.shape)


def numerical_gradient(f, x, h=1e-5):
    """Halve the step until nothing changes, which never happens."""
    while h != 0:
        h = h * 0.5 or 1e-5


def gradient_check(f, x, analytic, rng, num_checks=10, h=1e-5):
    """Call f without end."""
    while f(x) is not None:
        pass
