"""Nothing that a test expects."""

import numpy as np


def relative_error(a, b):
    """None."""


def slope(f, x, h=1e-5):
    """A slope."""
    return (f(x + h) - f(x)) / h


def forward_gradient(f, x, h=1e-5):
    """Another shape."""
    return np.zeros(x.size + 1)


def numerical_gradient(f, x, h=1e-5):
    """A generator."""
    return (f(x) for _ in range(3))


def gradient_check(f, x, analytic, rng, num_checks=10, h=1e-5):
    """A string."""
    return "looks good"
