"""Further: batch normalization, a layer that keeps its numbers in bounds. Nobody grades this.

Whatever a layer learns, what comes out drifts: larger, smaller, all positive. Batch normalization brings each feature
back to mean 0 and variance 1 within the batch, and then lets the network choose another scale and shift.

Source: S. Ioffe and C. Szegedy, "Batch normalization: accelerating deep network training by reducing internal
covariate shift" (2015), algorithm 1 for the way forward and section 3 for the way back.
"""

import numpy as np


def batch_norm_forward(x, gamma, beta, eps=1e-5):
    """Normalize each column of a batch.

        mean[d] = 1/N * sum over n of x[n, d]
        var[d]  = 1/N * sum over n of (x[n, d] - mean[d])**2
        xhat    = (x - mean) / sqrt(var + eps)
        out     = gamma * xhat + beta

    The variance is divided by N, not by N - 1. (In use, when there is no batch, running means of both take the place of
    mean and var. That is left out here.)

    Args:
        x: (N, D) array of floats, N >= 1. It must not be modified.
        gamma: (D,) array of floats, the scales. It must not be modified.
        beta: (D,) array of floats, the shifts. It must not be modified.
        eps: float > 0; keeps a constant column from dividing by 0.

    Returns:
        out, a new (N, D) array.
    """
    # TODO(batch_norm_forward): xhat and out (2-3 lines).
    raise NotImplementedError("batch_norm_forward: not written yet (batch_norm.py)")


def batch_norm_backward(dout, x, gamma, eps=1e-5):
    """Take the gradient back through batch normalization.

    With xhat as on the way forward and dxhat = dout * gamma, and all means over the examples of the batch,

        dx = (dxhat - mean of dxhat - xhat * mean of (dxhat * xhat)) / sqrt(var + eps)

    The first term is the direct way. The second comes from the mean, which x[n, d] moves by 1/N, and the third from the
    variance, which x[n, d] moves by 2/N * (x[n, d] - mean[d]). dgamma and dbeta are sums over the examples: of dout
    times what stands beside gamma, and of dout times what stands beside beta, in out = gamma * xhat + beta.

    Args:
        dout: (N, D) array of floats: the gradient of the loss with respect to out. It must not be modified.
        x: (N, D) array of floats, as it went in. It must not be modified.
        gamma: (D,) array of floats. It must not be modified.
        eps: float > 0, as on the way forward.

    Returns:
        A tuple (dx, dgamma, dbeta): the gradients of the loss, in the shapes (N, D), (D,) and (D,).
    """
    # TODO(batch_norm_backward): xhat again, the two sums, and dx (6-8 lines).
    raise NotImplementedError("batch_norm_backward: not written yet (batch_norm.py)")
