"""x.flat writes through views; the check draws without replacement and compares all its samples at once."""

import numpy as np


def relative_error(a, b):
    """Take the largest of the quotients."""
    a, b = np.asarray(a), np.asarray(b)
    return (abs(a - b) / np.clip(abs(a) + abs(b), 1e-8, None)).max()


def slope(f, x, h=1e-5):
    """Measure a slope."""
    return (f(x + h) - f(x)) / h


def forward_gradient(f, x, h=1e-5):
    """Step forward, by flat numbers."""
    fx = f(x)
    grad = np.empty(x.size)
    for k in range(x.size):
        keep = x.flat[k]
        x.flat[k] += h
        grad[k] = f(x) - fx
        x.flat[k] = keep
    return (grad / h).reshape(x.shape)


def numerical_gradient(f, x, h=1e-5):
    """Step to both sides, by flat numbers."""
    grad = np.zeros_like(x)
    for k in range(x.size):
        keep = x.flat[k]
        values = []
        for step in (h, -h):
            x.flat[k] = keep + step
            values.append(f(x))
        x.flat[k] = keep
        grad.flat[k] = (values[0] - values[1]) / h / 2
    return grad


def gradient_check(f, x, analytic, rng, num_checks=10, h=1e-5):
    """Draw without replacement."""
    places = rng.choice(x.size, size=num_checks, replace=False)
    numerical = []
    for k in places:
        keep = x.flat[k]
        x.flat[k] = keep + h
        fxph = f(x)
        x.flat[k] = keep - h
        fxmh = f(x)
        x.flat[k] = keep
        numerical.append((fxph - fxmh) / (2 * h))
    return relative_error(np.array(numerical), analytic.flat[places])
