"""Boolean masks, np.where, and a mean of a list."""

import numpy as np


def svm_loss_one(scores, y, delta=1.0):
    """Only the rivals, by a mask."""
    others = np.arange(scores.shape[0]) != y
    missing = delta - (scores[y] - scores[others])
    return float(np.where(missing > 0, missing, 0).sum())


def softmax_loss_one(scores, y):
    """The largest is subtracted in the sum and added again."""
    top = np.amax(scores)
    return float(top + np.log(np.exp(scores - top).sum()) - scores[y])


def penalty(W, kind="l2", alpha=0.5):
    """By einsum and by signs."""
    squares, sizes = np.einsum("dc,dc->", W, W), (W * np.sign(W)).sum()
    if kind == "elastic":
        return float(np.dot([1 - alpha, alpha], [squares, sizes]))
    return float(squares if kind == "l2" else sizes)


def full_loss(W, X, y, loss_one, reg=0.0, kind="l2"):
    """Penalty first."""
    regularization = 0.0 if reg == 0 else reg * penalty(W, kind)
    return regularization + np.mean([loss_one(scores=W.T @ x, y=int(label)) for x, label in zip(X, y, strict=True)])
