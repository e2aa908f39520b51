"""Layers, each with its way forward and its way back.

A layer computes `out` from its input, and keeps in a `cache` what its way back needs. On the way back it is given
`dout`, the gradient of the loss with respect to `out`, and returns the gradients of the loss with respect to all that
went in: the chain rule, one layer at a time. A gradient always has the shape of what it belongs to.
"""

import numpy as np


def relu_forward(x):
    """Replace negative numbers by 0. This one is given: a layer's way forward.

    Args:
        x: array of floats, of any shape. It is not modified.

    Returns:
        A tuple (out, cache): out = max(x, 0), number by number, and what relu_backward needs.
    """
    out = np.maximum(x, 0)
    cache = x
    return out, cache


def relu_backward(dout, cache):
    """Take the gradient back through a ReLU. This one is given: a layer's way back.

    Where x was positive, out moves as x does, so the gradient passes as it is. Where x was negative, out is 0 however x
    moves, so nothing passes.

    Args:
        dout: the gradient of the loss with respect to out, in its shape. It is not modified.
        cache: what relu_forward returned with out: x itself. It is not modified.

    Returns:
        dx, the gradient of the loss with respect to x, in the shape of x.
    """
    x = cache
    return np.where(x > 0, dout, 0)


def affine_forward(x, w, b):
    """Compute an affine layer: every example as one row of numbers, times w, plus b.

        out[n, m] = sum over d of row_n[d] * w[d, m]  +  b[m]

    Here row_n holds the D = d_1 * ... * d_k numbers of x[n] in the order of their indices (NumPy's default), so images
    need not be flattened before they come here.

    Args:
        x: (N, d_1, ..., d_k) array of floats (float64 or float32) with k >= 1, such as (N, D) or (N, C, H, W).
        w: (D, M) array of floats.
        b: (M,) array of floats. None of the three may be modified, and neither may their shapes.

    Returns:
        A tuple (out, cache): out is an (N, M) float array (for float32 input, float32 and float64 results are both
        accepted), and cache is the tuple (x, w, b), as they came: x with all its axes, not flattened.
    """
    # TODO(affine_forward): out, from x flattened to (N, D) (1-2 lines).
    raise NotImplementedError("affine_forward: not written yet (layers.py)")
    cache = (x, w, b)
    return out, cache


def affine_backward(dout, cache):
    """Take the gradient back through an affine layer.

    Forward, out[n, m] = sum over d of row_n[d] * w[d, m] + b[m], where row_n holds the D numbers of x[n] in the order
    of their indices. So every out[n, m] depends on the row of example n, on column m of w and on b[m]:

        drow_n[d] = sum over m of dout[n, m] * w[d, m]
        dw[d, m]  = sum over n of row_n[d] * dout[n, m]
        db[m]     = sum over n of dout[n, m]

    These are sums over the examples, not means: if the loss is a mean, its 1/N stands in dout already.

    Args:
        dout: (N, M) array of floats: the gradient of the loss with respect to out. It must not be modified.
        cache: the tuple (x, w, b) that affine_forward returned, with x of shape (N, d_1, ..., d_k). None of them may be
            modified.

    Returns:
        A tuple (dx, dw, db) of float arrays: dx in the shape of x, dw (D, M), db (M,). For float32 input, float32 and
        float64 results are both accepted.
    """
    x, w, _b = cache
    # TODO(affine_backward): dx, dw and db, each a sum that NumPy can write in one line (about 3 lines).
    raise NotImplementedError("affine_backward: not written yet (layers.py)")
    return dx, dw, db
