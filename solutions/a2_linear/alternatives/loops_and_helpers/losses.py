"""Plain loops, and a helper function for the two sums."""

import numpy as np


def svm_loss_one(scores, y, delta=1.0):
    """Visit the rivals."""
    total = 0.0
    for j in range(len(scores)):
        if j == y:
            continue
        margin = scores[j] - scores[y] + delta
        if margin > 0:
            total += margin
    return float(total)


def softmax_loss_one(scores, y):
    """Look for the largest, then add up."""
    largest = scores[0]
    for s in scores:
        if s > largest:
            largest = s
    total = 0.0
    for s in scores:
        total += np.exp(s - largest)
    return float(np.log(total) - (scores[y] - largest))


def penalty(W, kind="l2", alpha=0.5):
    """Pick from the two sums."""
    if kind not in ("l2", "l1", "elastic"):
        raise ValueError(f"kind is {kind!r}; it must be 'l2', 'l1' or 'elastic'")
    l1, l2 = _weight_sums(W)
    if kind == "l1":
        return l1
    if kind == "l2":
        return l2
    return alpha * l1 + (1 - alpha) * l2


def _weight_sums(W):
    """Return the sums of absolute weights and of squares."""
    l1 = 0.0
    l2 = 0.0
    for row in W:
        for w in row:
            w = float(w)
            l1 += abs(w)
            l2 += w * w
    return l1, l2


def full_loss(W, X, y, loss_one, reg=0.0, kind="l2"):
    """Visit the examples."""
    total = 0.0
    num_examples = len(X)
    for i in range(num_examples):
        scores = X[i] @ W
        total += loss_one(scores, int(y[i]))
    return float(total / num_examples + reg * penalty(W, kind))
