"""In few words: a mask, a share for each kind, a list of losses."""

import numpy as np


def svm_loss_one(scores, y, delta=1.0):
    """Cut off first, then leave out the true class by a mask."""
    margins = np.maximum(0, scores - scores[y] + delta)
    return float(margins[np.arange(len(scores)) != y].sum())


def softmax_loss_one(scores, y):
    """Shift."""
    shifted = scores - scores.max()
    return float(np.log(np.exp(shifted).sum()) - shifted[y])


def penalty(W, kind="l2", alpha=0.5):
    """Blend by the share of l1."""
    if kind not in ("l2", "l1", "elastic"):
        raise ValueError(f"kind is {kind!r}; it must be 'l2', 'l1' or 'elastic'")
    l1, l2 = np.abs(W).sum(), np.einsum("dc,dc->", W, W)
    share = {"l2": 0, "l1": 1, "elastic": alpha}[kind]
    return float(share * l1 + (1 - share) * l2)


def full_loss(W, X, y, loss_one, reg=0.0, kind="l2"):
    """Score all at once, then zip with labels."""
    per_example = [loss_one(s, t) for s, t in zip(X @ W, np.asarray(y).astype(int).tolist(), strict=True)]
    return float(np.mean(per_example) + reg * penalty(W, kind))
