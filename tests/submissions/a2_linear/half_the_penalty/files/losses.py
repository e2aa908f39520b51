import numpy as np

def svm_loss_one(scores, y, delta=1.0):
    margins = np.maximum(0, scores - scores[y] + delta)
    margins[y] = 0
    return np.sum(margins)

def softmax_loss_one(scores, y):
    scores = scores - np.max(scores)
    return -scores[y] + np.log(np.sum(np.exp(scores)))

def penalty(W, kind="l2", alpha=0.5):
    if kind == "l2":
        return 0.5 * np.sum(W * W)
    if kind == "l1":
        return np.sum(np.abs(W))
    return alpha * np.sum(np.abs(W)) + (1 - alpha) * 0.5 * np.sum(W * W)

def full_loss(W, X, y, loss_one, reg=0.0, kind="l2"):
    num_train = X.shape[0]
    loss = 0.0
    for i in range(num_train):
        scores = X[i].dot(W)
        loss += loss_one(scores, int(y[i]))
    loss /= num_train
    loss += reg * penalty(W, kind)
    return loss
