"""The softmax loss of a batch of scores. This file is given: in this assignment it is the end of every network."""

import numpy as np


def softmax_loss(scores, y):
    """Compute the mean softmax (cross-entropy) loss of a batch, and its gradient with respect to the scores.

    For an example with scores s and label k the loss is log(sum over j of exp(s_j)) - s_k. The largest score is
    subtracted first, so that no exponential overflows.

    Args:
        scores: (N, C) array of floats. It is not modified.
        y: (N,) labels, integers from 0 to C - 1 (a list or integral floats will do).

    Returns:
        A tuple (loss, dscores): the mean loss of the N examples, a float, and its gradient, in the shape of scores.
        The division by N is in both.
    """
    labels = np.asarray(y).astype(np.int64)
    examples = np.arange(len(labels))
    shifted = scores - scores.max(axis=1, keepdims=True)
    log_probabilities = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    loss = -np.mean(log_probabilities[examples, labels])
    dscores = np.exp(log_probabilities)
    dscores[examples, labels] -= 1
    return loss, dscores / len(labels)
