import numpy as np

def svm_loss_one(scores, y, delta=1.0):
    loss = 0
    for j in range(len(scores)):
        if j != y:
            loss += max(0, scores[j] - scores[y] + delta)
    return loss

def softmax_loss_one(scores, y):
    p = np.exp(scores) / np.sum(np.exp(scores))
    return -np.log(p[y])

def penalty(W, kind="l2", alpha=0.5):
    l1 = np.abs(W).sum()
    l2 = (W ** 2).sum()
    if kind == "l1":
        return l1
    elif kind == "l2":
        return l2
    return alpha * l1 + (1 - alpha) * l2

def full_loss(W, X, y, loss_one, reg=0.0, kind="l2"):
    losses = []
    for x, label in zip(X, y):
        losses.append(loss_one(x @ W, int(label)))
    return np.mean(losses) + reg * penalty(W, kind)
