"""Further: how the gradient itself changes. Nobody grades this.

The gradient of a loss says where it falls, the *Hessian* how the gradient changes on the way: the matrix of all second
derivatives. For W of 650 numbers it has 650 * 650 = 422,500, for CIFAR-10 30,730 * 30,730, nearly a billion. But its
product with one array V, all that most methods need, costs no more than two gradients: with

    g(W) the gradient,    H V = slope of g along V = limit of (g(W + h V) - g(W)) / h for h -> 0

Source: B. A. Pearlmutter, "Fast exact multiplication by the Hessian" (1994).
"""

import numpy as np


def hessian_vector_difference(gradient, W, V, h=1e-5):
    """Approximate H V by a central difference of the gradient.

        H V  is about  (g(W + h * V) - g(W - h * V)) / (2 * h)

    Args:
        gradient: a function gradient(W) that returns the gradient of a loss at W, an array of the shape of W. It is
            expensive, so call it exactly twice.
        W: array of floats of any shape. It must not be modified.
        V: array of floats of the same shape, the direction. It must not be modified.
        h: float > 0.

    Returns:
        A new array of the shape of W.
    """
    # BEGIN PROMPT
    # TODO(hessian_vector_difference): the formula (1 line).
    # END PROMPT
    # BEGIN SOLUTION
    return (gradient(W + h * V) - gradient(W - h * V)) / (2 * h)
    # END SOLUTION


def softmax_hessian_vector(W, X, reg, V):
    """Compute H V of the softmax loss exactly.

    The loss is that of this assignment, with scores S = X @ W and probabilities P = softmax of each row of S:

        L(W) = 1 / N * sum over n of  -log P[n, y_n]  +  reg * np.sum(W**2)

    Its gradient is X.T @ (P - Y) / N + 2 * reg * W, where Y has a 1 at the true class of each row. Along V, the scores
    change by R = X @ V, and with them

        P[n, j] changes by  dP[n, j] = P[n, j] * (R[n, j] - sum over k of P[n, k] * R[n, k])

    Y does not change at all, so no labels are needed: how curved this loss is does not depend on what is true. H V is
    the slope of the gradient along V: put dP and V where P and W stand. Scores up to 1e4 must not overflow.

    Args:
        W: (D, C) array of floats. It must not be modified.
        X: (N, D) array of floats. It must not be modified.
        reg: float >= 0.
        V: (D, C) array of floats, the direction. It must not be modified.

    Returns:
        H V, a new (D, C) array.
    """
    # BEGIN PROMPT
    # TODO(softmax_hessian_vector): P, R, dP, and the slope of the gradient (5-7 lines).
    # END PROMPT
    # BEGIN SOLUTION
    S = X @ W
    P = np.exp(S - S.max(axis=1, keepdims=True))
    P /= P.sum(axis=1, keepdims=True)
    R = X @ V
    dP = P * (R - (P * R).sum(axis=1, keepdims=True))
    return X.T @ dP / len(X) + 2 * reg * V
    # END SOLUTION
