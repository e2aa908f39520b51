import numpy as np

def linear_scores(W, x, b):
    return W.dot(x) + b

def batch_scores(X, W, b):
    # vectorized!
    return np.array([linear_scores(W.T, x, b) for x in X])

def add_bias(X, W, b):
    X1 = np.hstack((X, np.ones((X.shape[0], 1))))
    W1 = np.vstack((W, b))
    return X1, W1
