"""Masks compare labels with class numbers; nothing is indexed by a label."""

import numpy as np


def squared_loss_naive(W, X, y, reg):
    """Not needed by anything."""
    return squared_loss_vectorized(W, X, y, reg)


def squared_loss_vectorized(W, X, y, reg):
    """Return the squared loss."""
    difference = X @ W - (np.asarray(y)[:, None] == np.arange(W.shape[1]))
    return (difference**2).sum() / len(X) + reg * (W**2).sum(), 2 * X.T @ difference / len(X) + 2 * reg * W


def of_class(y, num_classes):
    """An (N, C) mask: True where the column is the class of the row."""
    return np.asarray(y)[:, None] == np.arange(num_classes)


def svm_loss_naive(W, X, y, reg):
    """Build the slopes by the scores of each example, then one outer product."""
    N, C = len(X), W.shape[1]
    loss, dW = 0.0, np.zeros(W.shape)
    for i in range(N):
        scores = W.T @ X[i]
        dscores = np.zeros(C)
        for j in range(C):
            margin = scores[j] - scores[int(y[i])] + 1
            if j != y[i] and margin > 0:
                loss += margin
                dscores[j] += 1
                dscores[int(y[i])] -= 1
        dW += X[i][:, None] * dscores[None, :]
    return loss / N + reg * (W**2).sum(), dW / N + 2 * reg * W


def svm_loss_vectorized(W, X, y, reg):
    """Mask out the own class."""
    N, C = X.shape[0], W.shape[1]
    own = of_class(y, C)
    scores = X.dot(W)
    margins = scores - (scores * own).sum(axis=1, keepdims=True) + 1
    active = (margins > 0) & ~own
    dscores = active - own * active.sum(axis=1, keepdims=True)
    loss = margins[active].sum() / N + reg * np.linalg.norm(W) ** 2
    return loss, X.T.dot(dscores) / N + 2 * reg * W


def softmax_loss_naive(W, X, y, reg):
    """Visit every class of every example in turn."""
    N, C = len(X), W.shape[1]
    loss, dW = 0.0, np.zeros(W.shape)
    for i in range(N):
        scores = X[i] @ W
        top = max(scores)
        total = sum(np.exp(s - top) for s in scores)
        loss += np.log(total) + top - scores[int(y[i])]
        for j in range(C):
            dW[:, j] += X[i] * np.exp(scores[j] - top) / total
        dW[:, int(y[i])] -= X[i]
    return loss / N + reg * (W**2).sum(), dW / N + 2 * reg * W


def softmax_loss_vectorized(W, X, y, reg):
    """Subtract the mask from the probabilities."""
    N, C = X.shape[0], W.shape[1]
    own = of_class(y, C)
    shifted = X.dot(W)
    shifted -= shifted.max(axis=1)[:, np.newaxis]
    p = np.exp(shifted)
    sums = p.sum(axis=1)
    p /= sums.reshape(-1, 1)
    loss = (np.log(sums).sum() - shifted[own].sum()) / N + reg * np.square(W).sum()
    return loss, X.T.dot(p - own) / N + 2 * reg * W
