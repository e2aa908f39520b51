"""Convolutions on windows by np.lib.stride_tricks.as_strided, in the dtype of the images; pooling as well."""

import numpy as np
from numpy.lib.stride_tricks import as_strided


def windows_of(x, height, width, stride):
    """All windows of x, as a view."""
    N, C, H, W = x.shape
    n, c, h, w = x.strides
    H_out, W_out = 1 + (H - height) // stride, 1 + (W - width) // stride
    shape = (N, C, H_out, W_out, height, width)
    return as_strided(x, shape=shape, strides=(n, c, h * stride, w * stride, h, w), writeable=False)


def padded_with(x, pad):
    """Put zeros around."""
    N, C, H, W = x.shape
    frame = np.zeros((N, C, H + 2 * pad, W + 2 * pad), dtype=x.dtype)
    frame[:, :, pad : pad + H, pad : pad + W] = x
    return frame


def conv_forward_naive(x, w, b, conv_param):
    """Convolve image by image and filter by filter."""
    view = windows_of(padded_with(x, conv_param["pad"]), *w.shape[2:], conv_param["stride"])
    out = []
    for image in view:
        maps = []
        for f in range(w.shape[0]):
            maps.append((image * w[f][:, None, None]).sum((0, 3, 4)) + b[f])
        out.append(maps)
    return np.array(out), (x, w, b, conv_param)


def conv_forward(x, w, b, conv_param):
    """Convolve all windows at once, as rows of one matrix."""
    view = windows_of(padded_with(x, conv_param["pad"]), *w.shape[2:], conv_param["stride"])
    N, C, H_out, W_out, HH, WW = view.shape
    rows = view.transpose(0, 2, 3, 1, 4, 5).reshape(-1, C * HH * WW)
    out = rows.dot(w.reshape(len(w), -1).T) + b
    return np.moveaxis(out.reshape(N, H_out, W_out, len(w)), -1, 1), (x, w, b, conv_param)


def conv_backward(dout, cache):
    """Write dx as one convolution of dout, with zeros between its numbers and the filters flipped."""
    x, w, _b, conv_param = cache
    s, p = conv_param["stride"], conv_param["pad"]
    N, F, H_out, W_out = dout.shape
    _, C, HH, WW = w.shape
    H, W = x.shape[2] + 2 * p, x.shape[3] + 2 * p
    spread = np.zeros((N, F, H + HH - 1, W + WW - 1), dtype=dout.dtype)
    spread[:, :, HH - 1 : HH - 1 + s * H_out : s, WW - 1 : WW - 1 + s * W_out : s] = dout
    flipped = w[:, :, ::-1, ::-1].swapaxes(0, 1)
    dxp, _ = conv_forward(spread, flipped, np.zeros(C), {"stride": 1, "pad": 0})
    dw = np.tensordot(dout, windows_of(padded_with(x, p), HH, WW, s), axes=([0, 2, 3], [0, 2, 3]))
    return dxp[:, :, p : H - p, p : W - p], dw, dout.sum((0, 2, 3))


def max_pool(x, pool_param):
    """Pool the view of all windows."""
    return windows_of(x, pool_param["pool_height"], pool_param["pool_width"], pool_param["stride"]).max(axis=(-2, -1))
