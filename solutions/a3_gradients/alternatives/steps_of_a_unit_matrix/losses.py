"""Matrix products by einsum; the columns of the own classes by the unbuffered ufunc.at."""

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
    """Both columns at once, by np.add.at."""
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
                np.add.at(dW, (slice(None), [j, correct]), np.multiply.outer(X[i], [1, -1]))
    loss = loss / num_train + reg * np.sum(W**2)
    return loss, dW / num_train + 2 * reg * W


def svm_loss_vectorized(W, X, y, reg):
    """Add up by einsum, take away by np.subtract.at."""
    labels, num_train = np.asarray(y).astype(np.int64), len(X)
    rows = np.arange(num_train)
    scores = np.einsum("nd,dc->nc", X, W)
    margins = np.maximum(0, scores - scores[rows, labels, None] + 1)
    margins[rows, labels] = 0
    active = (margins > 0).astype(float)
    dW = np.einsum("nd,nc->dc", X, active)  # up: every class with a positive margin
    np.subtract.at(dW.T, labels, X * active.sum(axis=1)[:, None])  # down: the own class, once for each of them
    loss = margins.sum() / num_train + reg * np.einsum("dc,dc->", W, W)
    return float(loss), dW / num_train + 2 * reg * W


def softmax_loss_naive(W, X, y, reg):
    """An outer product by einsum."""
    num_train = X.shape[0]
    loss, dW = 0.0, np.zeros(W.shape)
    for i in range(num_train):
        scores = X[i] @ W
        correct = int(y[i])
        scores = scores - scores.max()
        total = np.exp(scores).sum()
        loss += np.log(total) - scores[correct]
        dW += np.einsum("d,c->dc", X[i], np.exp(scores) / total - (np.arange(len(scores)) == correct))
    return float(loss / num_train + reg * np.einsum("dc,dc->", W, W)), dW / num_train + 2 * reg * W


def softmax_loss_vectorized(W, X, y, reg):
    """Probabilities in place, less 1 by np.add.at."""
    labels, num_train = np.asarray(y).astype(np.int64), len(X)
    own = np.arange(num_train), labels
    scores = np.einsum("nd,dc->nc", X, W)
    scores -= scores.max(axis=1, keepdims=True)
    dscores = np.exp(scores)
    totals = dscores.sum(axis=1, keepdims=True)
    dscores /= totals
    np.add.at(dscores, own, -1)
    loss = (np.log(totals[:, 0]) - scores[own]).mean() + reg * np.einsum("dc,dc->", W, W)
    return float(loss), np.einsum("nd,nc->dc", X, dscores) / num_train + 2 * reg * W
