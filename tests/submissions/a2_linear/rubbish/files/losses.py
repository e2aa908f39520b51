import numpy as np


class Odd:
    def __float__(self):
        raise RuntimeError("no number")


def svm_loss_one(scores, y, delta=1.0):
    return None


def softmax_loss_one(scores, y):
    return np.nan


def penalty(W, kind="l2", alpha=0.5):
    return Odd()


def full_loss(W, X, y, loss_one, reg=0.0, kind="l2"):
    return [[0.0], [1.0, 2.0]]
