"""Windows by strides; the way back is a convolution of dout, spread by the stride, with the flipped filters."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def padded_images(x, pad):
    """Put `pad` zeros around every channel of x, (N, C, H, W)."""
    return np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))


def strided_windows(xp, size, stride):
    """View all windows of xp: (N, C, H', W', HH, WW) for a window of `size` = (HH, WW)."""
    return sliding_window_view(xp, size, axis=(2, 3))[:, :, ::stride, ::stride]


def output_size(length, size, stride=1, pad=0):
    """Count the places of a window along one axis, as given."""
    return 1 + (length + 2 * pad - size) // stride


def correlate_1d(signal, kernel, bias):
    """Convolve in one dimension: one channel, one filter, stride 1, no padding, as given."""
    size = len(kernel)
    out = np.zeros(output_size(len(signal), size))
    for i in range(len(out)):
        out[i] = np.dot(signal[i : i + size], kernel) + bias
    return out, (signal, kernel, bias)


def correlate_1d_backward(dout, cache):
    """Take the gradient back through correlate_1d, as given."""
    signal, kernel, _bias = cache
    size = len(kernel)
    dsignal, dkernel, dbias = np.zeros(len(signal)), np.zeros(size), 0.0
    for i in range(len(dout)):
        dsignal[i : i + size] += dout[i] * kernel
        dkernel += dout[i] * signal[i : i + size]
        dbias += dout[i]
    return dsignal, dkernel, dbias


def conv_forward_naive(x, w, b, conv_param):
    """Convolve images with filters, one output number at a time."""
    N, _, H, W = x.shape
    F, _, HH, WW = w.shape
    stride, pad = conv_param["stride"], conv_param["pad"]
    out = np.zeros((N, F, output_size(H, HH, stride, pad), output_size(W, WW, stride, pad)))
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    for n in range(N):
        for f in range(F):
            for i in range(out.shape[2]):
                for j in range(out.shape[3]):
                    window = padded[n, :, i * stride : i * stride + HH, j * stride : j * stride + WW]
                    out[n, f, i, j] = np.einsum("cuv,cuv->", window, w[f]) + b[f]
    cache = (x, w, b, conv_param)
    return out, cache


def conv_forward(x, w, b, conv_param):
    """Convolve images with filters, vectorized."""
    windows = strided_windows(padded_images(x, conv_param["pad"]), w.shape[2:], conv_param["stride"])
    out = np.einsum("ncijuv,fcuv->nfij", windows, w, optimize=True) + b[:, None, None]
    cache = (x, w, b, conv_param)
    return out, cache


def conv_backward(dout, cache):
    """Take the gradient back through a convolution."""
    x, w, _b, conv_param = cache
    stride, pad = conv_param["stride"], conv_param["pad"]
    _, _, H, W = x.shape
    _, _, HH, WW = w.shape
    windows = strided_windows(padded_images(x, pad), (HH, WW), stride)
    dw = np.einsum("nfij,ncijuv->fcuv", dout, windows, optimize=True)
    db = np.einsum("nfij->f", dout)
    # dxp is dout with its strides undone and a border, correlated with the flipped filters.
    spread = np.zeros((*dout.shape[:2], H + 2 * pad + HH - 1, W + 2 * pad + WW - 1))
    rows, columns = (dout.shape[2] - 1) * stride + HH, (dout.shape[3] - 1) * stride + WW
    spread[:, :, HH - 1 : rows : stride, WW - 1 : columns : stride] = dout
    dxp = np.einsum("nfpquv,fcuv->ncpq", strided_windows(spread, (HH, WW), 1), w[:, :, ::-1, ::-1], optimize=True)
    dx = dxp[:, :, pad : pad + H, pad : pad + W]
    return dx, dw, db


def max_pool(x, pool_param):
    """Keep the largest number of each window, in every channel by itself."""
    size = pool_param["pool_height"], pool_param["pool_width"]
    return strided_windows(x, size, pool_param["stride"]).max(axis=(-2, -1))
