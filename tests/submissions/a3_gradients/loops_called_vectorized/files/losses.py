"""A student's file."""

import numpy as np


def squared_loss_naive(W, X, y, reg):
    """Answer."""
    num_train, num_classes = X.shape[0], W.shape[1]
    loss, dW = 0.0, np.zeros(W.shape)
    for i in range(num_train):
        scores = X[i] @ W
        for j in range(num_classes):
            target = 1.0 if j == int(y[i]) else 0.0
            difference = scores[j] - target
            loss += difference**2
            dW[:, j] += 2 * difference * X[i]
    loss /= num_train
    loss += reg * np.sum(W**2)
    dW /= num_train
    dW += 2 * reg * W
    return loss, dW


def squared_loss_vectorized(W, X, y, reg):
    """Answer."""
    labels, num_train = np.asarray(y).astype(np.int64), X.shape[0]
    differences = X @ W
    differences[np.arange(num_train), labels] -= 1
    loss = np.sum(differences**2) / num_train + reg * np.sum(W**2)
    dscores = 2 * differences / num_train
    dW = X.T @ dscores + 2 * reg * W
    return loss, dW


def svm_loss_naive(W, X, y, reg):
    """Answer."""
    num_train, num_classes = X.shape[0], W.shape[1]
    loss, dW = 0.0, np.zeros(W.shape)
    for i in range(num_train):
        scores = X[i] @ W
        correct = int(y[i])
        for j in range(num_classes):
            if j == correct:
                continue
            margin = scores[j] - scores[correct] + 1
            if margin > 0:
                loss += margin
                dW[:, j] += X[i]
                dW[:, correct] -= X[i]
    loss = loss / num_train + reg * np.sum(W**2)
    dW /= num_train
    dW += 2 * reg * W
    return loss, dW


def svm_loss_vectorized(W, X, y, reg):
    """Answer."""
    own = np.array([x @ W[:, int(label)] for x, label in zip(X, y, strict=True)])
    margins = np.array([np.maximum(0, x @ W - s + 1) for x, s in zip(X, own, strict=True)])
    margins[np.arange(len(X)), np.asarray(y, dtype=int)] = 0
    dscores = (margins > 0).astype(float)
    for row, label in zip(dscores, y, strict=True):
        row[int(label)] = -row.sum()
    return margins.sum() / len(X) + reg * np.sum(W**2), X.T @ dscores / len(X) + 2 * reg * W


def softmax_loss_naive(W, X, y, reg):
    """Answer."""
    num_train = X.shape[0]
    loss, dW = 0.0, np.zeros(W.shape)
    for i in range(num_train):
        scores = X[i] @ W
        correct = int(y[i])
        scores = scores - np.max(scores)
        total = np.sum(np.exp(scores))
        loss += np.log(total) - scores[correct]
        for j in range(W.shape[1]):
            p = np.exp(scores[j]) / total
            dW[:, j] += (p - (j == correct)) * X[i]
    loss = loss / num_train + reg * np.sum(W**2)
    dW = dW / num_train + 2 * reg * W
    return loss, dW


def softmax_loss_vectorized(W, X, y, reg):
    """Answer."""
    rows = [(X[i : i + 1], y[i : i + 1]) for i in range(len(X))]
    loss = sum(softmax_row(W, x, label)[0] for x, label in rows)
    dW = sum(softmax_row(W, x, label)[1] for x, label in rows)
    return loss / len(X) + reg * np.sum(W**2), dW / len(X) + 2 * reg * W


def softmax_row(W, x, label):
    """One example."""
    scores = (x @ W)[0]
    scores = scores - scores.max()
    p = np.exp(scores) / np.exp(scores).sum()
    loss = np.log(np.exp(scores).sum()) - scores[int(label[0])]
    p[int(label[0])] -= 1
    return loss, np.outer(x, p)
