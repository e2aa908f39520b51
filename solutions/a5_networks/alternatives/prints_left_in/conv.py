"""Correct, with prints left in and helpers of its own."""

import math

import numpy as np


def sizes(x, w, conv_param):
    """How many places there are."""
    stride, pad = conv_param["stride"], conv_param["pad"]
    H_out = math.floor((x.shape[2] + 2 * pad - w.shape[2]) / stride) + 1
    W_out = math.floor((x.shape[3] + 2 * pad - w.shape[3]) / stride) + 1
    return H_out, W_out


def pad_images(x, pad):
    """Put zeros around."""
    return np.pad(x, ((0,), (0,), (pad,), (pad,)))


def conv_forward_naive(x, w, b, conv_param):
    """Convolve with loops."""
    stride = conv_param["stride"]
    H_out, W_out = sizes(x, w, conv_param)
    padded = pad_images(x, conv_param["pad"])
    print("padded", padded.shape)
    out = np.zeros((x.shape[0], w.shape[0], H_out, W_out))
    for n in range(x.shape[0]):
        for i in range(H_out):
            for j in range(W_out):
                patch = padded[n, :, i * stride : i * stride + w.shape[2], j * stride : j * stride + w.shape[3]]
                out[n, :, i, j] = w.reshape(w.shape[0], -1) @ patch.ravel() + b
    return out, (x, w, b, conv_param)


def conv_forward(x, w, b, conv_param):
    """Convolve with im2col."""
    stride = conv_param["stride"]
    N, C = x.shape[:2]
    F, _, HH, WW = w.shape
    H_out, W_out = sizes(x, w, conv_param)
    padded = pad_images(x, conv_param["pad"])
    columns = np.zeros((N, C, HH, WW, H_out, W_out))
    for u in range(HH):
        for v in range(WW):
            columns[:, :, u, v] = padded[:, :, u : u + stride * H_out : stride, v : v + stride * W_out : stride]
    print("columns", columns.shape)
    columns = columns.transpose(0, 4, 5, 1, 2, 3).reshape(N * H_out * W_out, -1)
    out = (columns @ w.reshape(F, -1).T).reshape(N, H_out, W_out, F).transpose(0, 3, 1, 2)
    return out + b.reshape(1, F, 1, 1), (x, w, b, dict(conv_param))


def conv_backward(dout, cache):
    """Go back with loops."""
    x, w, _b, conv_param = cache
    stride, pad = conv_param["stride"], conv_param["pad"]
    padded = pad_images(x, pad)
    dx, dw = np.zeros_like(padded, dtype=float), np.zeros_like(w, dtype=float)
    for i in range(dout.shape[2]):
        for j in range(dout.shape[3]):
            top, left = i * stride, j * stride
            patch = padded[:, :, top : top + w.shape[2], left : left + w.shape[3]]
            for f in range(w.shape[0]):
                slope = dout[:, f, i, j][:, None, None, None]
                dw[f] += (slope * patch).sum(axis=0)
                dx[:, :, top : top + w.shape[2], left : left + w.shape[3]] += slope * w[f]
    print("norm of dw", np.linalg.norm(dw))
    return dx[:, :, pad : padded.shape[2] - pad, pad : padded.shape[3] - pad], dw, dout.sum(axis=(0, 2, 3))


def max_pool(x, pool_param):
    """Pool with loops over the places."""
    rows = 1 + (x.shape[2] - pool_param["pool_height"]) // pool_param["stride"]
    columns = 1 + (x.shape[3] - pool_param["pool_width"]) // pool_param["stride"]
    out = np.zeros((x.shape[0], x.shape[1], rows, columns), dtype=x.dtype)
    for i in range(rows):
        for j in range(columns):
            top, left = i * pool_param["stride"], j * pool_param["stride"]
            patch = x[:, :, top : top + pool_param["pool_height"], left : left + pool_param["pool_width"]]
            out[:, :, i, j] = np.max(patch.reshape(*x.shape[:2], -1), axis=-1)
    print("pooled", out.shape)
    return out
