"""Loops in plain Python over lists, and results as lists; the right columns of dW by np.subtract.at."""

import math

import numpy as np


def squared_loss_naive(W, X, y, reg):
    """Not needed by anything."""
    return squared_loss_vectorized(W, X, y, reg)


def squared_loss_vectorized(W, X, y, reg):
    """Return the squared loss."""
    difference = X @ W - (np.asarray(y)[:, None] == np.arange(W.shape[1]))
    return (difference**2).sum() / len(X) + reg * (W**2).sum(), 2 * X.T @ difference / len(X) + 2 * reg * W


def regularized(loss, slopes, W, N, reg):
    """Average and regularize lists."""
    D, C = W.shape
    total = loss / N + reg * sum(float(w) ** 2 for w in W.flat)
    return [total, [[slopes[d][c] / N + 2 * reg * float(W[d, c]) for c in range(C)] for d in range(D)]]


def svm_loss_naive(W, X, y, reg):
    """Count in plain Python."""
    D, C = W.shape
    loss, slopes = 0.0, [[0.0] * C for _ in range(D)]
    for x, own in zip(X.tolist(), map(int, y), strict=True):
        scores = [sum(x[d] * float(W[d, c]) for d in range(D)) for c in range(C)]
        for c in range(C):
            margin = scores[c] - scores[own] + 1
            if c != own and margin > 0:
                loss += margin
                for d in range(D):
                    slopes[d][c] += x[d]
                    slopes[d][own] -= x[d]
    return regularized(loss, slopes, W, len(X), reg)


def svm_loss_vectorized(W, X, y, reg):
    """Take the own columns away by np.subtract.at, which counts repeated labels."""
    N = len(X)
    labels = np.asarray(y, dtype=np.int64)
    scores = X @ W
    margins = (scores.T - scores[np.arange(N), labels]).T + 1
    positive = margins > 0
    positive[np.arange(N), labels] = False
    dWT = (X.T @ positive).T.copy()
    np.subtract.at(dWT, labels, X * positive.sum(axis=1, keepdims=True))
    return [margins[positive].sum() / N + reg * (W**2).sum(), dWT.T / N + 2 * reg * W]


def softmax_loss_naive(W, X, y, reg):
    """Count in plain Python."""
    D, C = W.shape
    loss, slopes = 0.0, [[0.0] * C for _ in range(D)]
    for x, own in zip(X.tolist(), map(int, y), strict=True):
        scores = [sum(x[d] * float(W[d, c]) for d in range(D)) for c in range(C)]
        top = max(scores)
        total = math.fsum(math.exp(s - top) for s in scores)
        loss += math.log(total) + top - scores[own]
        for c in range(C):
            p = math.exp(scores[c] - top) / total
            for d in range(D):
                slopes[d][c] += (p - (c == own)) * x[d]
    return regularized(loss, slopes, W, len(X), reg)


def softmax_loss_vectorized(W, X, y, reg):
    """Take the own columns away by np.subtract.at, which counts repeated labels."""
    N = len(X)
    labels = np.asarray(y, dtype=np.int64)
    scores = X @ W
    scores = (scores.T - scores.max(axis=1)).T
    p = np.exp(scores)
    sums = p.sum(axis=1)
    dWT = ((p.T / sums) @ X).copy()
    np.subtract.at(dWT, labels, X)
    return [(np.log(sums) - scores[np.arange(N), labels]).sum() / N + reg * (W**2).sum(), dWT.T / N + 2 * reg * W]
