import numpy as np


def gradient_step(W, dW, learning_rate):
    return W - learning_rate * dW


def gradient_descent(loss, W, learning_rate, num_iters):
    history = []
    for i in range(num_iters):
        l, dW = loss(W)
        history.append(l)
        W = gradient_step(W, dW, learning_rate)
    return W, history


def sample_batch(X, y, batch_size, rng):
    idx = rng.permutation(batch_size)
    return X[idx], y[idx]


def sgd(loss, W, X, y, learning_rate, num_iters, batch_size, rng):
    history = []
    start = 0
    for i in range(num_iters):
        if start + batch_size > len(X):
            start = 0
        l, dW = loss(W, X[start : start + batch_size], y[start : start + batch_size])
        start += batch_size
        history.append(l)
        W = gradient_step(W, dW, learning_rate)
    return W, history


def gradient_noise(gradient, W, X, y, batch_size, num_batches, rng):
    full = gradient(W, X, y)
    total = 0
    for i in range(num_batches):
        X_batch, y_batch = sample_batch(X, y, batch_size, rng)
        total += ((gradient(W, X_batch, y_batch) - full) ** 2).sum()
    return total / num_batches
