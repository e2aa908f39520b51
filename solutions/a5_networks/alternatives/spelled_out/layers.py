"""The gradients of the affine layer, one example after the other."""

import numpy as np


def relu_forward(x):
    """Replace negative numbers by 0, as given."""
    out = np.maximum(x, 0)
    cache = x
    return out, cache


def relu_backward(dout, cache):
    """Take the gradient back through a ReLU, as given."""
    x = cache
    return np.where(x > 0, dout, 0)


def affine_forward(x, w, b):
    """Compute an affine layer: every example as one row of numbers, times w, plus b."""
    rows = x.reshape(x.shape[0], -1)
    out = np.dot(rows, w) + b
    cache = (x, w, b)
    return out, cache


def affine_backward(dout, cache):
    """Take the gradient back through an affine layer."""
    x, w, _b = cache
    N = x.shape[0]
    rows = x.reshape(N, -1)
    drows = np.zeros(rows.shape)
    dw = np.zeros(w.shape)
    db = np.zeros(w.shape[1])
    for n in range(N):
        drows[n] = np.dot(w, dout[n])
        dw += np.outer(rows[n], dout[n])
        db += dout[n]
    dx = drows.reshape(x.shape)
    return dx, dw, db
