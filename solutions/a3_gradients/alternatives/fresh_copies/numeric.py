"""Every call of f gets a new array, and x is never touched; the formula of the error stands written out."""

import numpy as np


def relative_error(a, b):
    """Compare one pair after the other."""
    worst = 0.0
    for p, q in zip(np.atleast_1d(a).ravel(), np.atleast_1d(b).ravel(), strict=True):
        worst = max(worst, abs(p - q) / max(1e-8, abs(p) + abs(q)))
    return worst


def slope(f, x, h=1e-5):
    """Measure a slope."""
    return (f(x + h) - f(x)) / h


def moved(x, i, step):
    """A copy of x with one number moved."""
    copy = x.copy()
    copy[i] += step
    return copy


def forward_gradient(f, x, h=1e-5):
    """Step forward on copies; the result is a nested list."""
    fx = f(x.copy())
    grads = [(f(moved(x, i, h)) - fx) / h for i in np.ndindex(*x.shape)]
    return np.array(grads).reshape(x.shape).tolist()


def numerical_gradient(f, x, h=1e-5):
    """Step along every unit vector."""
    units = np.eye(x.size).reshape((x.size, *x.shape))
    return np.array([(f(x + h * e) - f(x - h * e)) / (2 * h) for e in units]).reshape(x.shape)


def gradient_check(f, x, analytic, rng, num_checks=10, h=1e-5):
    """Take the first of a random order."""
    indices = list(np.ndindex(x.shape))
    chosen = rng.permutation(len(indices))[:num_checks]
    errors = []
    for k in chosen:
        i = indices[k]
        numerical = (f(moved(x, i, h)) - f(moved(x, i, -h))) / (2 * h)
        errors.append(abs(analytic[i] - numerical) / max(1e-8, abs(analytic[i]) + abs(numerical)))
    return np.array(max(errors))
