"""Convolution by the Fourier transform: a product of spectra. Backward and naive with plain loops."""

import numpy as np


def conv_forward_naive(x, w, b, conv_param):
    """Convolve with seven loops."""
    s, p = conv_param["stride"], conv_param["pad"]
    N, C, H, W = x.shape
    F, _, HH, WW = w.shape
    out = np.zeros((N, F, 1 + (H + 2 * p - HH) // s, 1 + (W + 2 * p - WW) // s))
    for n, f, i, j in np.ndindex(out.shape):
        total = b[f]
        for c in range(C):
            for u in range(HH):
                for v in range(WW):
                    row, column = i * s + u - p, j * s + v - p
                    if 0 <= row < H and 0 <= column < W:
                        total = total + x[n, c, row, column] * w[f, c, u, v]
        out[n, f, i, j] = total
    return out, (x, w, b, conv_param)


def conv_forward(x, w, b, conv_param):
    """Convolve by spectra."""
    s, p = conv_param["stride"], conv_param["pad"]
    padded = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)))
    size = padded.shape[2:]
    spectra = np.einsum("nchw,fchw->nfhw", np.fft.rfft2(padded), np.fft.rfft2(w, s=size, axes=(2, 3)).conj())
    full = np.fft.irfft2(spectra, s=size, axes=(2, 3))
    out = full[:, :, : size[0] - w.shape[2] + 1 : s, : size[1] - w.shape[3] + 1 : s] + b[None, :, None, None]
    return out, (x, w, b, conv_param)


def conv_backward(dout, cache):
    """Go back number by number."""
    x, w, b, conv_param = cache
    s, p = conv_param["stride"], conv_param["pad"]
    H, W = x.shape[2:]
    dx, dw, db = np.zeros_like(x), np.zeros_like(w), np.zeros_like(b)
    for n in range(dout.shape[0]):
        for f in range(dout.shape[1]):
            for i in range(dout.shape[2]):
                for j in range(dout.shape[3]):
                    slope = dout[n, f, i, j]
                    db[f] += slope
                    for c, u, v in np.ndindex(w.shape[1:]):
                        row, column = i * s + u - p, j * s + v - p
                        if 0 <= row < H and 0 <= column < W:
                            dx[n, c, row, column] += slope * w[f, c, u, v]
                            dw[f, c, u, v] += slope * x[n, c, row, column]
    return dx, dw, db


def max_pool(x, pool_param):
    """Pool with loops over everything."""
    N, C, H, W = x.shape
    s = pool_param["stride"]
    rows = range(0, H - pool_param["pool_height"] + 1, s)
    columns = range(0, W - pool_param["pool_width"] + 1, s)
    return [
        [
            [
                [
                    float(np.amax(x[n, c, i : i + pool_param["pool_height"], j : j + pool_param["pool_width"]]))
                    for j in columns
                ]
                for i in rows
            ]
            for c in range(C)
        ]
        for n in range(N)
    ]
