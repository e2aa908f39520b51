"""Python's own numbers, lists and loops."""

import math


def svm_loss_one(scores, y, delta=1.0):
    """Visit the rivals."""
    loss = 0.0
    for j in range(len(scores)):
        if j == y:
            continue
        margin = float(scores[j]) - float(scores[y]) + delta
        if margin > 0:
            loss += margin
    return loss


def softmax_loss_one(scores, y):
    """Compare all others with y, and with the largest."""
    scores = [float(score) for score in scores]
    top = max(scores)
    return math.log(math.fsum(math.exp(score - top) for score in scores)) + (top - scores[y])


def penalty(W, kind="l2", alpha=0.5):
    """Visit every weight."""
    share = {"l2": 0.0, "l1": 1.0, "elastic": alpha}[kind]
    total = 0.0
    for row in W.tolist():
        for weight in row:
            total += share * abs(weight) + (1 - share) * weight * weight
    return total


def full_loss(W, X, y, loss_one, reg=0.0, kind="l2"):
    """Zip examples with labels, backwards."""
    losses = [loss_one(x.dot(W), int(label)) for x, label in zip(X[::-1], list(y)[::-1], strict=True)]
    return sum(losses) / len(losses) + reg * penalty(W, kind=kind)
