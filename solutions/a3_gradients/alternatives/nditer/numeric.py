"""np.nditer as in CS231n, prints left in; an index is drawn axis by axis."""

import numpy as np


def relative_error(x, y):
    """Compare as CS231n does."""
    return np.max(np.abs(x - y) / (np.maximum(1e-8, np.abs(x) + np.abs(y))))


def slope(f, x, h=1e-5):
    """Measure a slope."""
    return (f(x + h) - f(x)) / h


def forward_gradient(f, x, h=1e-5):
    """Step forward with nditer."""
    fx = f(x)
    grad = np.zeros(x.shape)
    it = np.nditer(x, flags=["multi_index"], op_flags=["readwrite"])
    while not it.finished:
        ix = it.multi_index
        old_value = x[ix]
        x[ix] = old_value + h
        fxh = f(x)
        x[ix] = old_value
        grad[ix] = (fxh - fx) / h
        print(ix, grad[ix])
        it.iternext()
    return grad


def numerical_gradient(f, x, h=1e-5):
    """Step to both sides with nditer; divide by the distance that was really gone."""
    grad = np.zeros_like(x)
    it = np.nditer(x, flags=["multi_index"], op_flags=["readwrite"])
    while not it.finished:
        ix = it.multi_index
        oldval = x[ix]
        right, left = oldval + h, oldval - h
        x[ix] = right
        fxph = f(x)
        x[ix] = left
        fxmh = f(x)
        x[ix] = oldval
        grad[ix] = (fxph - fxmh) / (right - left)
        print(ix, grad[ix])
        it.iternext()
    return grad


def gradient_check(f, x, analytic, rng, num_checks=10, h=1e-5):
    """Draw an index axis by axis."""
    rel_errors = []
    for _ in range(num_checks):
        ix = tuple(rng.integers(m) for m in x.shape)
        oldval = x[ix]
        x[ix] = oldval + h
        fxph = f(x)
        x[ix] = oldval - h
        fxmh = f(x)
        x[ix] = oldval
        grad_numerical = (fxph - fxmh) / (2 * h)
        rel_error = relative_error(np.array([grad_numerical]), np.array([analytic[ix]]))
        print(f"numerical: {grad_numerical} analytic: {analytic[ix]}, relative error: {rel_error:e}")
        rel_errors.append(rel_error)
    return np.max(rel_errors)
