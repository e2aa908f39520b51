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
    """Move a flat copy."""
    flat, base = x.reshape(-1), f(x)
    gradient = np.zeros(x.size)
    for k in range(x.size):
        old = flat[k]
        flat[k] = old + h
        gradient[k] = (f(x) - base) / h
        flat[k] = old
    return gradient.reshape(x.shape)


def numerical_gradient(f, x, h=1e-5):
    """Move a flat copy."""
    flat = x.reshape(-1)
    gradient = np.zeros(x.size)
    for k in range(x.size):
        old = flat[k]
        flat[k] = old + h
        above = f(x)
        flat[k] = old - h
        gradient[k] = (above - f(x)) / (2 * h)
        flat[k] = old
    return gradient.reshape(x.shape)


def gradient_check(f, x, analytic, rng, num_checks=10, h=1e-5):
    """Move a flat copy, and look at the gradient through another."""
    flat, claimed = x.reshape(-1), analytic.reshape(-1)
    errors = []
    for k in rng.choice(x.size, num_checks, replace=False):
        old = flat[k]
        flat[k] = old + h
        above = f(x)
        flat[k] = old - h
        errors.append(relative_error(claimed[k], (above - f(x)) / (2 * h)))
        flat[k] = old
    return max(errors)
