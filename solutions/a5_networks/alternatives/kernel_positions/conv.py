"""Convolutions that loop over the places of the filter; pooling as a running maximum from minus infinity."""

import numpy as np


def output_size(length, size, stride=1, pad=0):
    """Count the places of a window."""
    return (length + 2 * pad - size) // stride + 1


def conv_forward_naive(x, w, b, conv_param):
    """Convolve with a window for each place, all images and filters at once."""
    s, p = conv_param["stride"], conv_param["pad"]
    xp = np.pad(x, [(0, 0), (0, 0), (p, p), (p, p)], mode="constant")
    out = np.empty(
        (len(x), len(w), output_size(x.shape[2], w.shape[2], s, p), output_size(x.shape[3], w.shape[3], s, p))
    )
    for i in range(out.shape[2]):
        for j in range(out.shape[3]):
            window = xp[:, None, :, i * s : i * s + w.shape[2], j * s : j * s + w.shape[3]]
            out[:, :, i, j] = (window * w).sum(axis=(2, 3, 4)) + b
    return out, (x, w, b, conv_param)


def conv_forward(x, w, b, conv_param):
    """Convolve with one slice for each place of the filter and each channel."""
    s, p = conv_param["stride"], conv_param["pad"]
    N, C, H, W = x.shape
    F, _, HH, WW = w.shape
    H_out, W_out = output_size(H, HH, s, p), output_size(W, WW, s, p)
    xp = np.zeros((N, C, H + 2 * p, W + 2 * p), x.dtype)
    xp[:, :, p : p + H, p : p + W] = x
    out = np.zeros((N, F, H_out, W_out), x.dtype) + b.reshape(1, F, 1, 1)
    for c in range(C):
        for u in range(HH):
            for v in range(WW):
                piece = xp[:, c, u : u + s * H_out : s, v : v + s * W_out : s]
                out += piece[:, None] * w[:, c, u, v].reshape(1, F, 1, 1)
    return out, (x, w, b, conv_param)


def conv_backward(dout, cache):
    """Go back place by place of the filter."""
    x, w, b, conv_param = cache
    s, p = conv_param["stride"], conv_param["pad"]
    _, _, HH, WW = w.shape
    _, _, H_out, W_out = dout.shape
    xp = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)))
    dxp, dw = np.zeros_like(xp), np.zeros_like(w)
    for u in range(HH):
        for v in range(WW):
            here = (slice(None), slice(None), slice(u, u + s * H_out, s), slice(v, v + s * W_out, s))
            dxp[here] += np.einsum("nfij,fc->ncij", dout, w[:, :, u, v])
            dw[:, :, u, v] = np.einsum("nfij,ncij->fc", dout, xp[here])
    dx = dxp[:, :, p:-p, p:-p] if p else dxp
    return dx, dw, np.sum(dout, axis=(0, 2, 3)).reshape(b.shape)


def max_pool(x, pool_param):
    """Keep a running maximum over the places of the window."""
    height, width, s = pool_param["pool_height"], pool_param["pool_width"], pool_param["stride"]
    H_out, W_out = output_size(x.shape[2], height, s), output_size(x.shape[3], width, s)
    out = np.full((*x.shape[:2], H_out, W_out), -np.inf)
    for u in range(height):
        for v in range(width):
            out = np.maximum(out, x[:, :, u : u + s * H_out : s, v : v + s * W_out : s])
    return out
