"""Loops down to the single numbers of dW, and masks of labels where no loop may be."""

import numpy as np


def squared_loss_naive(W, X, y, reg):
    """The squared loss, as given."""
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
    """The squared loss, as given."""
    labels, num_train = np.asarray(y).astype(np.int64), X.shape[0]
    differences = X @ W
    differences[np.arange(num_train), labels] -= 1
    loss = np.sum(differences**2) / num_train + reg * np.sum(W**2)
    dscores = 2 * differences / num_train
    dW = X.T @ dscores + 2 * reg * W
    return loss, dW


def svm_loss_naive(W, X, y, reg):
    """Loop over examples, classes and features."""
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
                for d in range(X.shape[1]):
                    dW[d, j] += X[i, d]
                    dW[d, correct] -= X[i, d]
    loss = loss / num_train + reg * np.sum(W**2)
    for d in range(X.shape[1]):
        for j in range(num_classes):
            dW[d, j] = dW[d, j] / num_train + 2 * reg * W[d, j]
    return loss, dW


def svm_loss_vectorized(W, X, y, reg):
    """Multiply with masks."""
    labels, num_train = np.asarray(y).astype(np.int64), X.shape[0]
    scores = X @ W
    onehot = (labels[:, None] == np.arange(W.shape[1])).astype(scores.dtype)
    correct = np.sum(scores * onehot, axis=1, keepdims=True)
    margins = scores - correct + 1 - onehot
    mask = ((margins > 0) & (onehot == 0)).astype(scores.dtype)
    loss = np.sum(margins * mask) / num_train + reg * np.sum(W**2)
    dscores = mask - onehot * np.sum(mask, axis=1, keepdims=True)
    dW = X.T @ dscores / num_train + 2 * reg * W
    return loss, dW


def softmax_loss_naive(W, X, y, reg):
    """Loop over examples, classes and features."""
    num_train = X.shape[0]
    loss, dW = 0.0, np.zeros(W.shape)
    for i in range(num_train):
        scores = X[i] @ W
        correct = int(y[i])
        scores = scores - max(scores)
        total = 0.0
        for j in range(W.shape[1]):
            total += np.exp(scores[j])
        loss += np.log(total) - scores[correct]
        for j in range(W.shape[1]):
            slope = np.exp(scores[j]) / total
            if j == correct:
                slope -= 1
            for d in range(X.shape[1]):
                dW[d, j] += slope * X[i, d]
    loss = loss / num_train
    dW = dW / num_train
    loss = loss + reg * np.sum(W**2)
    dW = dW + 2 * reg * W
    return loss, dW


def softmax_loss_vectorized(W, X, y, reg):
    """Multiply with masks."""
    labels, num_train = np.asarray(y).astype(np.int64), X.shape[0]
    onehot = (labels[:, None] == np.arange(W.shape[1])).astype(W.dtype)
    scores = X @ W
    scores = scores - np.max(scores, axis=1, keepdims=True)
    exps = np.exp(scores)
    sums = np.sum(exps, axis=1, keepdims=True)
    loss = np.sum(onehot * (np.log(sums) - scores)) / num_train + reg * np.sum(W**2)
    dW = X.T @ (exps / sums - onehot) / num_train + 2 * reg * W
    return loss, dW
