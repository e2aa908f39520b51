"""Affine layers by einsum and tensordot, on the images as they are."""

import numpy as np


def relu_forward(x):
    """Cut negative numbers off."""
    return x * (x > 0), x


def relu_backward(dout, cache):
    """Let through where x was positive."""
    return np.where(cache > 0, dout, 0.0)


def affine_forward(x, w, b):
    """Multiply without flattening: w takes the shape of an image."""
    out = np.tensordot(x, w.reshape(*x.shape[1:], -1), axes=x.ndim - 1)
    out += b
    return np.asfortranarray(out), (x, w, b)


def affine_backward(dout, cache):
    """Go back by einsum."""
    x, w, _ = cache
    dx = np.einsum("nm,dm->nd", dout, w).reshape(x.shape)
    dw = np.einsum("nd,nm->dm", x.reshape(-1, w.shape[0]), dout)
    return np.asfortranarray(dx), np.asfortranarray(dw), np.einsum("nm->m", dout)
