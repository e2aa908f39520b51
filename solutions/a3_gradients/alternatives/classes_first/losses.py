"""Scores as (C, N), one column for each example, and dW as a transposed view in Fortran order."""

import numpy as np


def squared_loss_naive(W, X, y, reg):
    """Not needed by anything."""
    return squared_loss_vectorized(W, X, y, reg)


def squared_loss_vectorized(W, X, y, reg):
    """Return the squared loss."""
    difference = X @ W - (np.asarray(y)[:, None] == np.arange(W.shape[1]))
    return (difference**2).sum() / len(X) + reg * (W**2).sum(), 2 * X.T @ difference / len(X) + 2 * reg * W


def svm_loss_naive(W, X, y, reg):
    """Collect the rows of the transposed gradient."""
    WT, N = W.T, X.shape[0]
    dWT = np.zeros(WT.shape, dtype=W.dtype)
    loss = 0.0
    for i in range(N):
        own = int(y[i])
        for j in range(len(WT)):
            margin = WT[j] @ X[i] - WT[own] @ X[i] + 1.0
            if j != own and margin > 0:
                loss += margin
                dWT[j] += X[i]
                dWT[own] -= X[i]
    return np.array(loss / N + reg * np.sum(W**2)), (dWT / N + 2 * reg * WT).T


def svm_loss_vectorized(W, X, y, reg):
    """Work with classes as rows."""
    N = X.shape[0]
    columns, own = np.arange(N), np.asarray(y).astype(np.intp)
    S = W.T @ X.T
    M = np.maximum(0, S - S[own, columns] + 1)
    M[own, columns] = 0
    G = np.asfortranarray((M > 0) * 1.0)
    G[own, columns] = -G.sum(axis=0)
    return np.array(M.sum() / N + reg * np.sum(W**2)), (G @ X / N + 2 * reg * W.T).T


def softmax_loss_naive(W, X, y, reg):
    """Collect the rows of the transposed gradient."""
    WT, N = W.T, X.shape[0]
    dWT, loss = np.zeros(WT.shape, dtype=W.dtype), 0.0
    for x, own in zip(X, np.asarray(y, dtype=np.intp), strict=True):
        s = WT @ x
        s = s - s.max()
        loss -= s[own] - np.log(np.exp(s).sum())
        p = np.exp(s) / np.exp(s).sum()
        dWT += p[:, None] * x
        dWT[own] -= x
    return np.array(loss / N + reg * np.sum(W**2)), (dWT / N + 2 * reg * WT).T


def softmax_loss_vectorized(W, X, y, reg):
    """Work with classes as rows."""
    N = X.shape[0]
    columns, own = np.arange(N), np.asarray(y, dtype=np.intp)
    S = W.T @ X.T
    S = S - S.max(axis=0)
    E = np.exp(S)
    Z = E.sum(axis=0)
    P = E / Z
    P[own, columns] -= 1
    return np.array(np.mean(np.log(Z) - S[own, columns]) + reg * np.sum(W**2)), (P @ X / N + 2 * reg * W.T).T
