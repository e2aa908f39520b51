"""Large arrays are worked off 500 rows at a time."""

import numpy as np


def squared_loss_naive(W, X, y, reg):
    """Not needed by anything."""
    return squared_loss_vectorized(W, X, y, reg)


def squared_loss_vectorized(W, X, y, reg):
    """Return the squared loss."""
    difference = X @ W - (np.asarray(y)[:, None] == np.arange(W.shape[1]))
    return (difference**2).sum() / len(X) + reg * (W**2).sum(), 2 * X.T @ difference / len(X) + 2 * reg * W


SIZE = 500


def blocks(X, y):
    """X and y in pieces."""
    y = np.asarray(y).astype(int)
    for start in range(0, len(X), SIZE):
        yield X[start : start + SIZE], y[start : start + SIZE]


def svm_loss_naive(W, X, y, reg):
    """Go through single examples in blocks."""
    loss, dW = reg * np.sum(W**2), 2 * reg * W
    N = len(X)
    for x, label in zip(X, np.asarray(y).astype(int), strict=True):
        margins = x @ W - x @ W[:, label] + 1
        hits = [j for j, margin in enumerate(margins) if j != label and margin > 0]
        loss += sum(margins[j] for j in hits) / N
        for j in hits:
            dW[:, j] += x / N
        dW[:, label] -= len(hits) * x / N
    return float(loss), dW


def svm_loss_vectorized(W, X, y, reg):
    """Add up what every block does."""
    loss, dW = 0.0, np.zeros(W.shape)
    for rows, labels in blocks(X, y):
        here = np.arange(len(rows))
        margins = rows @ W - np.sum(rows * W.T[labels], axis=1, keepdims=True) + 1
        margins[here, labels] = 0
        margins = np.maximum(margins, 0)
        loss += margins.sum()
        pulls = np.sign(margins)
        pulls[here, labels] -= np.count_nonzero(margins, axis=1)
        dW += rows.T @ pulls
    return loss / len(X) + reg * np.sum(W**2), dW / len(X) + 2 * reg * W


def softmax_loss_naive(W, X, y, reg):
    """Treat every example as a block of one."""
    loss, dW = reg * np.sum(W**2), 2 * reg * W
    N = len(X)
    for i in range(N):
        s = X[i : i + 1] @ W
        s = s - s.max()
        e = np.exp(s)
        own = int(y[i])
        loss = loss + (np.log(e.sum()) - s[0, own]) / N
        e /= e.sum()
        e[0, own] -= 1
        dW = dW + X[i : i + 1].T @ e / N
    return loss, dW


def softmax_loss_vectorized(W, X, y, reg):
    """Add up what every block does."""
    loss, dW = 0.0, np.zeros(W.shape)
    for rows, labels in blocks(X, y):
        here = np.arange(len(rows))
        s = rows @ W
        s = s - s.max(axis=1, keepdims=True)
        e = np.exp(s)
        sums = e.sum(axis=1, keepdims=True)
        loss += np.log(sums).sum() - s[here, labels].sum()
        e /= sums
        e[here, labels] -= 1
        dW += rows.T @ e
    return loss / len(X) + reg * np.sum(W**2), dW / len(X) + 2 * reg * W
