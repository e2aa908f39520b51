"""Loops down to the single number; windows copied one place of the filter at a time into a large matrix."""

import numpy as np


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
    C = x.shape[1]
    padded = np.zeros((N, C, H + 2 * pad, W + 2 * pad))
    padded[:, :, pad : pad + H, pad : pad + W] = x
    for n in range(N):
        for f in range(F):
            for i in range(out.shape[2]):
                for j in range(out.shape[3]):
                    total = b[f]
                    for c in range(C):
                        for u in range(HH):
                            for v in range(WW):
                                total = total + padded[n, c, i * stride + u, j * stride + v] * w[f, c, u, v]
                    out[n, f, i, j] = total
    cache = (x, w, b, conv_param)
    return out, cache


def conv_forward(x, w, b, conv_param):
    """Convolve images with filters, vectorized."""
    N, C, H, W = x.shape
    F, _, HH, WW = w.shape
    stride, pad = conv_param["stride"], conv_param["pad"]
    out_h = output_size(H, HH, stride, pad)
    out_w = output_size(W, WW, stride, pad)
    padded = np.zeros((N, C, H + 2 * pad, W + 2 * pad))
    padded[:, :, pad : pad + H, pad : pad + W] = x
    # im2col: one row for each weight of a filter, one column for each place of each image
    columns = np.zeros((C * HH * WW, N * out_h * out_w))
    row = 0
    for c in range(C):
        for u in range(HH):
            for v in range(WW):
                piece = padded[:, c, u : u + stride * out_h : stride, v : v + stride * out_w : stride]
                columns[row] = piece[:, :out_h, :out_w].reshape(-1)
                row += 1
    product = np.dot(w.reshape(F, -1), columns)
    product = product + b.reshape(F, 1)
    out = product.reshape(F, N, out_h, out_w).transpose(1, 0, 2, 3)
    cache = (x, w, b, conv_param)
    return out, cache


def conv_backward(dout, cache):
    """Take the gradient back through a convolution."""
    x, w, b, conv_param = cache
    stride, pad = conv_param["stride"], conv_param["pad"]
    _, _, H, W = x.shape
    _, _, HH, WW = w.shape
    N, C = x.shape[0], x.shape[1]
    F = w.shape[0]
    padded = np.zeros((N, C, H + 2 * pad, W + 2 * pad))
    padded[:, :, pad : pad + H, pad : pad + W] = x
    dpadded = np.zeros(padded.shape)
    dw = np.zeros(w.shape)
    db = np.zeros(b.shape)
    for n in range(N):
        for f in range(F):
            for i in range(dout.shape[2]):
                for j in range(dout.shape[3]):
                    g = dout[n, f, i, j]
                    top = i * stride
                    left = j * stride
                    dpadded[n, :, top : top + HH, left : left + WW] += g * w[f]
                    dw[f] += g * padded[n, :, top : top + HH, left : left + WW]
                    db[f] += g
    dx = dpadded[:, :, pad : pad + H, pad : pad + W]
    return dx, dw, db


def max_pool(x, pool_param):
    """Keep the largest number of each window, in every channel by itself."""
    N, C, H, W = x.shape
    height = pool_param["pool_height"]
    width = pool_param["pool_width"]
    stride = pool_param["stride"]
    out_h = output_size(H, height, stride)
    out_w = output_size(W, width, stride)
    out = np.zeros((N, C, out_h, out_w))
    for n in range(N):
        for c in range(C):
            for i in range(out_h):
                for j in range(out_w):
                    window = x[n, c, i * stride : i * stride + height, j * stride : j * stride + width]
                    out[n, c, i, j] = np.max(window)
    return out
