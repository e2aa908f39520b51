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
    dW += reg * W
    return loss, dW


def svm_loss_vectorized(W, X, y, reg):
    """Answer."""
    rows, labels = np.arange(X.shape[0]), np.asarray(y).astype(np.int64)
    scores = X @ W
    margins = np.maximum(0, scores - scores[rows, labels][:, None] + 1)
    margins[rows, labels] = 0
    loss = np.sum(margins) / X.shape[0] + reg * np.sum(W**2)
    dscores = np.where(margins > 0, 1.0, 0.0)
    dscores[rows, labels] = -np.sum(dscores, axis=1)
    dW = X.T @ dscores / X.shape[0] + reg * W
    return loss, dW


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
    dW = dW / num_train + reg * W
    return loss, dW


def softmax_loss_vectorized(W, X, y, reg):
    """Answer."""
    rows, labels = np.arange(X.shape[0]), np.asarray(y).astype(np.int64)
    scores = X @ W
    scores = scores - np.max(scores, axis=1, keepdims=True)
    exps = np.exp(scores)
    totals = np.sum(exps, axis=1, keepdims=True)
    loss = np.mean(np.log(totals[:, 0]) - scores[rows, labels]) + reg * np.sum(W**2)
    dscores = exps / totals
    dscores[rows, labels] -= 1
    dW = X.T @ dscores / X.shape[0] + reg * W
    return loss, dW
