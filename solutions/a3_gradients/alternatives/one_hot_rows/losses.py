"""Labels as rows of an identity matrix; the losses as inner products with them."""

import numpy as np


def squared_loss_naive(W, X, y, reg):
    """Not needed by anything."""
    return squared_loss_vectorized(W, X, y, reg)


def squared_loss_vectorized(W, X, y, reg):
    """Return the squared loss."""
    difference = X @ W - (np.asarray(y)[:, None] == np.arange(W.shape[1]))
    return (difference**2).sum() / len(X) + reg * (W**2).sum(), 2 * X.T @ difference / len(X) + 2 * reg * W


def svm_loss_naive(W, X, y, reg):
    """Average within the loop, regularize first."""
    N, C = X.shape[0], W.shape[1]
    loss = reg * np.sum(W**2)
    dW = 2 * reg * W
    for i in range(N):
        own = int(y[i])
        s = X[i] @ W
        for j in (j for j in range(C) if j != own):
            if s[j] + 1 > s[own]:
                loss += (s[j] + 1 - s[own]) / N
                dW[:, [j, own]] += np.outer(X[i], [1, -1]) / N
    return loss, dW


def svm_loss_vectorized(W, X, y, reg):
    """Multiply with one-hot rows."""
    N, C = X.shape[0], W.shape[1]
    T = np.eye(C)[np.asarray(y).astype(int)]
    S = X @ W
    M = np.maximum(S - (S * T).sum(1)[:, None] + 1 - T, 0)
    A = (M > 0) * (1 - T)
    return (M * (1 - T)).sum() / N + reg * (W * W).sum(), X.T @ (A - T * A.sum(1)[:, None]) / N + 2 * reg * W


def softmax_loss_naive(W, X, y, reg):
    """Multiply with one-hot rows, example by example."""
    N, C = X.shape[0], W.shape[1]
    loss, dW = 0, 0
    for i in range(N):
        t = np.eye(C)[int(y[i])]
        s = X[i] @ W
        s = s - s.max()
        z = np.exp(s).sum()
        loss += np.log(z) - s @ t
        dW = dW + np.outer(X[i], np.exp(s) / z - t)
    return loss / N + reg * (W * W).sum(), dW / N + 2 * reg * W


def softmax_loss_vectorized(W, X, y, reg):
    """Multiply with one-hot rows."""
    N, C = X.shape[0], W.shape[1]
    T = np.eye(C)[np.asarray(y).astype(int)]
    S = X @ W
    S = S - S.max(1, keepdims=True)
    Z = np.exp(S).sum(1, keepdims=True)
    return (np.log(Z).sum() - (S * T).sum()) / N + reg * (W * W).sum(), X.T @ (np.exp(S) / Z - T) / N + 2 * reg * W
