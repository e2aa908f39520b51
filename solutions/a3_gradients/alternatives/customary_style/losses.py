"""The customary style of these names, with prints left in and counts as a column of their own."""

import numpy as np


def squared_loss_naive(W, X, y, reg):
    """Not needed by anything."""
    return squared_loss_vectorized(W, X, y, reg)


def squared_loss_vectorized(W, X, y, reg):
    """Return the squared loss."""
    difference = X @ W - (np.asarray(y)[:, None] == np.arange(W.shape[1]))
    return (difference**2).sum() / len(X) + reg * (W**2).sum(), 2 * X.T @ difference / len(X) + 2 * reg * W


def svm_loss_naive(W, X, y, reg):
    """Follow the customary loops."""
    dW = np.zeros(W.shape)
    num_classes = W.shape[1]
    num_train = X.shape[0]
    loss = 0.0
    for i in range(num_train):
        scores = X[i].dot(W)
        correct_class_score = scores[int(y[i])]
        for j in range(num_classes):
            if j == y[i]:
                continue
            margin = scores[j] - correct_class_score + 1  # note delta = 1
            if margin > 0:
                loss += margin
                dW[:, j] += X[i, :].T
                dW[:, int(y[i])] -= X[i, :].T
    loss /= num_train
    dW /= num_train
    loss += reg * np.sum(W * W)
    dW += 2 * reg * W
    print("loss", loss)
    return loss, dW


def svm_loss_vectorized(W, X, y, reg):
    """Follow the customary steps."""
    y = np.array(y).astype(int)
    num_train = X.shape[0]
    scores = X.dot(W)
    yi_scores = scores[np.arange(scores.shape[0]), y]
    margins = np.maximum(0, scores - np.matrix(yi_scores).T.A + 1)
    margins[np.arange(num_train), y] = 0
    loss = np.mean(np.sum(margins, axis=1))
    loss += reg * np.sum(W * W)
    print("shape of the margins", margins.shape)
    binary = margins
    binary[margins > 0] = 1
    row_sum = np.sum(binary, axis=1)
    binary[np.arange(num_train), y] = -row_sum.T
    dW = np.dot(X.T, binary)
    dW /= num_train
    dW += 2 * reg * W
    return loss, dW


def softmax_loss_naive(W, X, y, reg):
    """Follow the customary loops."""
    loss = 0.0
    dW = np.zeros_like(W)
    num_train = X.shape[0]
    for i in range(num_train):
        f_i = X[i].dot(W)
        f_i -= np.max(f_i)
        sum_j = np.sum(np.exp(f_i))
        loss += -f_i[int(y[i])] + np.log(sum_j)
        for k in range(W.shape[1]):
            p_k = np.exp(f_i[k]) / sum_j
            dW[:, k] += (p_k - (k == y[i])) * X[i]
    loss /= num_train
    loss += reg * np.sum(W * W)
    dW /= num_train
    dW += 2 * reg * W
    print("loss", loss)
    return loss, dW


def softmax_loss_vectorized(W, X, y, reg):
    """Follow the customary steps."""
    y = np.array(y).astype(int)
    num_train = X.shape[0]
    f = X.dot(W)
    f -= np.max(f, axis=1, keepdims=True)
    sum_f = np.sum(np.exp(f), axis=1, keepdims=True)
    p = np.exp(f) / sum_f
    loss = np.sum(np.log(sum_f.ravel()) - f[np.arange(num_train), y])
    ind = np.zeros_like(p)
    ind[np.arange(num_train), y] = 1
    dW = X.T.dot(p - ind)
    loss /= num_train
    loss += reg * np.sum(W * W)
    dW /= num_train
    dW += 2 * reg * W
    print("largest probability", p.max())
    return loss, dW
