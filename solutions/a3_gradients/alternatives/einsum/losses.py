"""einsum for every product; the softmax by np.logaddexp, whose difference from the scores is log p."""

import numpy as np


def squared_loss_naive(W, X, y, reg):
    """Not needed by anything."""
    return squared_loss_vectorized(W, X, y, reg)


def squared_loss_vectorized(W, X, y, reg):
    """Return the squared loss."""
    difference = X @ W - (np.asarray(y)[:, None] == np.arange(W.shape[1]))
    return (difference**2).sum() / len(X) + reg * (W**2).sum(), 2 * X.T @ difference / len(X) + 2 * reg * W


def svm_loss_naive(W, X, y, reg):
    """Add up what every pair of an example and a class does."""
    loss, dW = 0.0, np.zeros_like(W)
    for x, label in zip(X, y, strict=True):
        label = int(label)
        for j in range(W.shape[1]):
            margin = 0.0 if j == label else x.dot(W[:, j]) - x.dot(W[:, label]) + 1
            if margin > 0:
                loss += margin / len(X)
                dW[:, j] += x / len(X)
                dW[:, label] -= x / len(X)
    return loss + reg * np.sum(W * W), dW + 2 * reg * W


def svm_loss_vectorized(W, X, y, reg):
    """Contract with einsum."""
    labels = np.array(y, dtype=int)
    scores = np.einsum("nd,dc->nc", X, W)
    margins = scores - np.take_along_axis(scores, labels[:, None], axis=1) + 1
    np.put_along_axis(margins, labels[:, None], 0, axis=1)
    active = (margins > 0).astype(X.dtype)
    loss = np.einsum("nc,nc->", active, margins) / len(X) + reg * np.einsum("dc,dc->", W, W)
    np.put_along_axis(active, labels[:, None], -active.sum(axis=1, keepdims=True), axis=1)
    return loss, np.einsum("nd,nc->dc", X, active) / len(X) + 2 * reg * W


def softmax_loss_naive(W, X, y, reg):
    """Take the outer product of every example."""
    losses, dW = [], 2 * reg * W
    for x, label in zip(X, y, strict=True):
        log_p = x @ W - np.logaddexp.reduce(x @ W)
        losses.append(-log_p[int(label)])
        dscores = np.exp(log_p)
        dscores[int(label)] -= 1
        dW += np.outer(x, dscores) / len(X)
    return np.mean(losses) + reg * np.sum(W**2), dW


def softmax_loss_vectorized(W, X, y, reg):
    """Work with logarithms of probabilities throughout."""
    labels = np.array(y, dtype=int)
    scores = np.einsum("nd,dc->nc", X, W)
    log_p = scores - np.logaddexp.reduce(scores, axis=1, keepdims=True)
    loss = -np.take_along_axis(log_p, labels[:, None], axis=1).mean() + reg * np.einsum("dc,dc->", W, W)
    dscores = np.exp(log_p)
    dscores[np.arange(len(labels)), labels] -= 1.0
    return loss, np.einsum("nd,nc->dc", X, dscores) / len(X) + 2 * reg * W
