"""Convolution and pooling: layers that keep the neighborhood of pixels.

Images are (N, C, H, W): N images with C channels of H rows and W columns. A filter has a weight for every channel and
every place of a small window, and is laid over all places of the image in turn. `conv_param` is a dict of two ints:
"stride", how many pixels the window moves at a time (1 or more), and "pad", how many zeros are put around every channel
on each of its four sides (0 or more).

As everywhere in deep learning, "convolution" here means cross-correlation: the filter is not flipped.
"""

import numpy as np


def output_size(length, size, stride=1, pad=0):
    """Count the places of a window along one axis. This one is given.

    The first window starts at the first number (or zero, if there is padding), each further one `stride` later. The
    last one must still fit, so the division is rounded down: where the stride does not divide evenly, the numbers at
    the end that no window reaches are left out.

    Args:
        length: int, the length of the axis before padding.
        size: int, the length of the window, at most length + 2 * pad.
        stride: int >= 1.
        pad: int >= 0.

    Returns:
        The number of places, an int: 1 + floor((length + 2 * pad - size) / stride).
    """
    return 1 + (length + 2 * pad - size) // stride


def correlate_1d(signal, kernel, bias):
    """Convolve in one dimension: one channel, one filter, stride 1, no padding. This one is given, as an example.

    Args:
        signal: (W,) array of floats.
        kernel: (WW,) array of floats.
        bias: float.

    Returns:
        A tuple (out, cache): out is a (W - WW + 1,) array, and cache is (signal, kernel, bias).
    """
    size = len(kernel)
    out = np.zeros(output_size(len(signal), size))
    for i in range(len(out)):
        out[i] = np.dot(signal[i : i + size], kernel) + bias
    return out, (signal, kernel, bias)


def correlate_1d_backward(dout, cache):
    """Take the gradient back through correlate_1d. This one is given, as an example.

    Each out[i] comes from one window, so dout[i] flows back into that window, and into the kernel and the bias that
    all windows share. Windows overlap, so everything is added up.

    Args:
        dout: (W - WW + 1,) array of floats, the gradient of the loss with respect to out.
        cache: what correlate_1d returned with it.

    Returns:
        A tuple (dsignal, dkernel, dbias).
    """
    signal, kernel, _bias = cache
    size = len(kernel)
    dsignal, dkernel, dbias = np.zeros(len(signal)), np.zeros(size), 0.0
    for i in range(len(dout)):
        dsignal[i : i + size] += dout[i] * kernel
        dkernel += dout[i] * signal[i : i + size]
        dbias += dout[i]
    return dsignal, dkernel, dbias


def conv_forward_naive(x, w, b, conv_param):
    """Convolve images with filters, one output number at a time.

    With xp for x with `pad` zeros around every channel, and s for the stride,

        out[n, f, i, j] = sum over c, u, v of xp[n, c, i*s + u, j*s + v] * w[f, c, u, v]  +  b[f]

    where c runs over the C channels, u over the HH rows and v over the WW columns of the filter.

    Args:
        x: (N, C, H, W) array of floats (float64 or float32), N images.
        w: (F, C, HH, WW) array of floats, F filters; HH and WW may differ, and so may H and W.
        b: (F,) array of floats, one bias for each filter.
        conv_param: dict with the ints "stride" and "pad". None of the four may be modified.

    Returns:
        A tuple (out, cache). out is an (N, F, H', W') float array with
        H' = 1 + floor((H + 2 * pad - HH) / stride) and W' = 1 + floor((W + 2 * pad - WW) / stride), which output_size
        computes. For float32 input, float32 and float64 results are both accepted.
        cache is the tuple (x, w, b, conv_param), as they came.
    """
    N, _, H, W = x.shape
    F, _, HH, WW = w.shape
    stride, pad = conv_param["stride"], conv_param["pad"]
    out = np.zeros((N, F, output_size(H, HH, stride, pad), output_size(W, WW, stride, pad)))
    # BEGIN PROMPT
    # TODO(conv_forward_naive): padded, which is x with its zeros: (N, C, H + 2 * pad, W + 2 * pad) (1-2 lines).
    # END PROMPT
    # BEGIN SOLUTION
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    # END SOLUTION
    for n in range(N):
        for f in range(F):
            for i in range(out.shape[2]):
                for j in range(out.shape[3]):
                    # BEGIN PROMPT
                    # TODO(conv_forward_naive): cut the window out of padded[n], fill in out[n, f, i, j] (2-3 lines).
                    # END PROMPT
                    # BEGIN SOLUTION
                    top, left = i * stride, j * stride
                    window = padded[n, :, top : top + HH, left : left + WW]
                    out[n, f, i, j] = np.sum(window * w[f]) + b[f]
                    # END SOLUTION
    cache = (x, w, b, conv_param)
    return out, cache


def conv_forward(x, w, b, conv_param):
    """Convolve images with filters, vectorized.

    With xp for x with `pad` zeros around every channel, and s for the stride,

        out[n, f, i, j] = sum over c, u, v of xp[n, c, i*s + u, j*s + v] * w[f, c, u, v]  +  b[f]

    where c runs over the C channels, u over the HH rows and v over the WW columns of the filter. No Python loop,
    in the open or in a comprehension, may run over images, filters or places of the output. Loops over the HH rows and
    WW columns of a filter, or over the C channels, are allowed.

    Half an iteration or more for each image, filter or place counts as a loop, chunks of 64 rows and more do not. Also
    map, filter, functools.reduce, itertools.starmap and accumulate, np.vectorize, np.frompyfunc and np.apply_along_axis
    count, and tolist unless its list is the result.

    Two ways among others:

    - for each place (u, v) in the filter, one slice of xp with steps of `stride` holds what all windows have there; its
      product with w[:, :, u, v], summed over the channels, is added to the whole output;
    - all windows are laid out side by side ("im2col"), so that one matrix product with the filters does the rest.

    Args:
        x: (N, C, H, W) array of floats (float64 or float32), N images.
        w: (F, C, HH, WW) array of floats, F filters; HH and WW may differ, and so may H and W.
        b: (F,) array of floats, one bias for each filter.
        conv_param: dict with the ints "stride" and "pad". None of the four may be modified.

    Returns:
        A tuple (out, cache). out is an (N, F, H', W') float array with
        H' = 1 + floor((H + 2 * pad - HH) / stride) and W' = 1 + floor((W + 2 * pad - WW) / stride), which output_size
        computes. For float32 input, float32 and float64 results are both accepted.
        cache is the tuple (x, w, b, conv_param), as they came.
    """
    # BEGIN PROMPT
    # TODO(conv_forward): out of shape (N, F, H', W') (about 8 lines).
    # END PROMPT
    # BEGIN SOLUTION
    stride, pad = conv_param["stride"], conv_param["pad"]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, w.shape[2:], axis=(2, 3))
    windows = windows[:, :, ::stride, ::stride]  # (N, C, H', W', HH, WW)
    out = np.tensordot(windows, w, axes=([1, 4, 5], [1, 2, 3])).transpose(0, 3, 1, 2) + b[:, None, None]
    # END SOLUTION
    cache = (x, w, b, conv_param)
    return out, cache


def conv_backward(dout, cache):
    """Take the gradient back through a convolution. Loops are allowed.

    Each out[n, f, i, j] comes from one window of xp (x with its padding), from filter f and from bias f. So
    dout[n, f, i, j] flows back into all three, and everything is added up over all n, f, i, j:

        into that window of dxp:  dout[n, f, i, j] * w[f]
        into dw[f]:               dout[n, f, i, j] * that window of xp
        into db[f]:               dout[n, f, i, j]

    dx is dxp without its padding. Pixels that no window reaches have the gradient 0.

    Args:
        dout: (N, F, H', W') array of floats: the gradient of the loss with respect to out. It must not be modified.
        cache: the tuple (x, w, b, conv_param) of the way forward. None of them may be modified.

    Returns:
        A tuple (dx, dw, db) of float arrays, in the shapes of x, w and b. For float32 input, float32 and float64
        results are both accepted.
    """
    x, w, b, conv_param = cache
    stride, pad = conv_param["stride"], conv_param["pad"]
    _, _, H, W = x.shape
    _, _, HH, WW = w.shape
    # BEGIN PROMPT
    # TODO(conv_backward): add up what every number of dout gives, for example in a loop over all of them; then take the
    # padding off dxp (about 12 lines).
    # END PROMPT
    # BEGIN SOLUTION
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    dpadded, dw, db = np.zeros(padded.shape), np.zeros(w.shape), np.zeros(b.shape)
    for n, f, i, j in np.ndindex(*dout.shape):
        rows = slice(i * stride, i * stride + HH)
        columns = slice(j * stride, j * stride + WW)
        dpadded[n, :, rows, columns] += dout[n, f, i, j] * w[f]
        dw[f] += dout[n, f, i, j] * padded[n, :, rows, columns]
        db[f] += dout[n, f, i, j]
    dx = dpadded[:, :, pad : pad + H, pad : pad + W]
    # END SOLUTION
    return dx, dw, db


def max_pool(x, pool_param):
    """Keep the largest number of each window, in every channel by itself. Loops are allowed.

        out[n, c, i, j] = the largest of x[n, c, i*s : i*s + pool_height, j*s : j*s + pool_width]

    with s for the stride, which may differ from the size of the window: windows may overlap or leave gaps. There is no
    padding, and where the stride does not divide evenly, the numbers at the end that no window reaches are left out.

    Args:
        x: (N, C, H, W) array of floats (float64 or float32); they may be negative. It must not be modified.
        pool_param: dict with the ints "pool_height", "pool_width" and "stride". It must not be modified.

    Returns:
        out, an (N, C, H', W') float array with H' = 1 + floor((H - pool_height) / stride) and
        W' = 1 + floor((W - pool_width) / stride), which output_size computes. For float32 input, float32 and float64
        results are both accepted.
    """
    # BEGIN PROMPT
    # TODO(max_pool): for each place (i, j), the largest of that window in all images and channels (about 8 lines).
    # END PROMPT
    # BEGIN SOLUTION
    height, width, stride = pool_param["pool_height"], pool_param["pool_width"], pool_param["stride"]
    N, C, H, W = x.shape
    out = np.zeros((N, C, output_size(H, height, stride), output_size(W, width, stride)))
    for i, j in np.ndindex(*out.shape[2:]):
        window = x[:, :, i * stride : i * stride + height, j * stride : j * stride + width]
        out[:, :, i, j] = window.max(axis=(2, 3))
    return out
    # END SOLUTION
