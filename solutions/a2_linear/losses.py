"""How bad are these scores? Losses of one example, a penalty on the weights, and the sum that training makes small.

    L(W) = 1/N * sum over i of loss_one(f(x_i, W), y_i)  +  reg * R(W)

A loss of one example sees C scores and the index y of the true class, and returns one number: 0 or little where the
scores are right, much where they are wrong.
"""

import numpy as np


def squared_loss_one(scores, y):
    """Compute the least-squares loss of one example. This one is given: it shows what such a loss looks like.

    The true class should have the score 1 and every other class the score 0. The loss is the squared distance from
    that wish:

        sum over j of (scores[j] - wish[j])**2      with wish[y] = 1 and all others 0

    Args:
        scores: (C,) array of floats. It is not modified.
        y: int with 0 <= y < C, the true class.

    Returns:
        The loss, a float >= 0.
    """
    wish = np.zeros(len(scores))
    wish[y] = 1
    return float(np.sum((scores - wish) ** 2))


def svm_loss_one(scores, y, delta=1.0):
    """Compute the hinge loss of one example (the loss of a multiclass support vector machine).

    The score of the true class should be higher than every other by at least `delta`. Each other class pays for what
    is missing, and nothing where nothing is missing:

        sum over j != y of max(0, scores[j] - scores[y] + delta)

    The true class itself is left out of the sum. Where all scores are equal the loss is (C - 1) * delta.

    Args:
        scores: (C,) array of floats (float64 or float32), with C >= 2. It must not be modified.
        y: int with 0 <= y < C, the true class.
        delta: float > 0, the margin.

    Returns:
        The loss, a float >= 0.
    """
    # BEGIN PROMPT
    # TODO(svm_loss_one): the margins of all classes, without that of y, cut off at 0, added up (about 3 lines).
    # END PROMPT
    # BEGIN SOLUTION
    margins = scores - scores[y] + delta
    margins[y] = 0
    return float(np.sum(np.maximum(margins, 0)))
    # END SOLUTION


def softmax_loss_one(scores, y):
    """Compute the softmax loss of one example (cross-entropy).

    Softmax turns scores into probabilities, and the loss is minus the natural logarithm of the one of the true class:

        p[j] = exp(scores[j]) / sum over k of exp(scores[k])
        loss = -log(p[y])

    Taken literally this fails for scores of 1e4: exp(1e4) is infinite in floating point, and where p[y] is rounded to
    0 its logarithm is infinite too. The loss must be right and finite all the same. Two steps of algebra help:

        log(p[y]) = scores[y] - log(sum over k of exp(scores[k]))

    in which no probability is ever made; and p does not change when the same number is subtracted from all scores. With
    the largest subtracted, no exponent is above 0. (For scores of 0 and 1e4 and y = 0 the loss is 1e4.)

    Where all scores are equal the loss is log(C).

    Args:
        scores: (C,) array of floats (float64 or float32), with absolute values up to 1e4. It must not be modified.
        y: int with 0 <= y < C, the true class.

    Returns:
        The loss, a finite float >= 0 (or a rounding error below 0).
    """
    # BEGIN PROMPT
    # TODO(softmax_loss_one): shift the scores, then the difference of logarithms (about 2 lines).
    # END PROMPT
    # BEGIN SOLUTION
    shifted = scores - np.max(scores)
    return float(np.log(np.sum(np.exp(shifted))) - shifted[y])
    # END SOLUTION


def penalty(W, kind="l2", alpha=0.5):
    """Measure how large the weights are: the R(W) of the full loss.

        "l2":       sum of W[d, c]**2
        "l1":       sum of |W[d, c]|
        "elastic":  alpha * (the l1 penalty) + (1 - alpha) * (the l2 penalty)

    All sums run over all numbers of W. There is no factor 1/2, no root and no mean.

    Args:
        W: (D, C) array of floats. It must not be modified.
        kind: "l2", "l1" or "elastic". (Any other raises ValueError; that line is given, and not tested.)
        alpha: float between 0 and 1, the share of l1 in "elastic"; the other two kinds ignore it.

    Returns:
        The penalty, a float >= 0.
    """
    if kind not in ("l2", "l1", "elastic"):
        raise ValueError(f"kind is {kind!r}; it must be 'l2', 'l1' or 'elastic'")
    # BEGIN PROMPT
    # TODO(penalty): two sums, and which of them counts how much (about 7 lines).
    # END PROMPT
    # BEGIN SOLUTION
    l2 = np.sum(W**2)
    l1 = np.sum(np.abs(W))
    if kind == "l2":
        return float(l2)
    if kind == "l1":
        return float(l1)
    return float(alpha * l1 + (1 - alpha) * l2)
    # END SOLUTION


def full_loss(W, X, y, loss_one, reg=0.0, kind="l2"):
    """Compute the mean loss of all examples, plus the penalty on the weights.

        1/N * sum over i of loss_one(scores of example i, y[i])  +  reg * penalty(W, kind)

    where the scores of example i are X[i] @ W (a bias, if there is one, is the last row of W). The mean runs over the
    losses alone. The penalty is added once, after the mean, and is divided by nothing.

    Args:
        W: (D, C) array of floats, one template per column. It must not be modified.
        X: (N, D) array of floats with N >= 1, one example per row. It must not be modified.
        y: (N,) labels, whole numbers from 0 to C - 1. They may come as an array or as a list, of integers or of floats
            such as 2.0. A float is no index, so give loss_one an int. y must not be modified.
        loss_one: a function loss_one(scores, y) of a (C,) array and an int that returns a float, such as svm_loss_one.
            Call it with these two arguments for one example at a time.
        reg: float >= 0, the strength of the regularization.
        kind: "l2", "l1" or "elastic", the kind of penalty. Call your own penalty(W, kind), with these two arguments (so
            "elastic" has the default alpha, 0.5).

    Returns:
        The full loss, a float.
    """
    # BEGIN PROMPT
    # TODO(full_loss): add up the losses of the examples, then average, then add the penalty (about 5 lines).
    # END PROMPT
    # BEGIN SOLUTION
    N = X.shape[0]
    total = 0.0
    for i in range(N):
        total += loss_one(X[i] @ W, int(y[i]))
    return float(total / N + reg * penalty(W, kind))
    # END SOLUTION
