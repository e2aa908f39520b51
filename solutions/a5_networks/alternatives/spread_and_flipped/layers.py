"""Layers by einsum, flattened to the rows of w."""

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
    out = np.einsum("nd,dm->nm", x.reshape(len(x), len(w)), w) + b
    cache = (x, w, b)
    return out, cache


def affine_backward(dout, cache):
    """Take the gradient back through an affine layer."""
    x, w, _b = cache
    dx = np.einsum("nm,dm->nd", dout, w).reshape(x.shape)
    dw = np.einsum("nd,nm->dm", x.reshape(len(x), len(w)), dout)
    db = np.einsum("nm->m", dout)
    return dx, dw, db
