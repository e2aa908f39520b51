import numpy as np


def gradient_step(W, dW, learning_rate):
    return W - learning_rate * dW


def gradient_descent(loss, W, learning_rate, num_iters):
    history = []
    while len(history) < num_iters or np.abs(W).max() > 0:
        if len(history) < num_iters:
            value, dW = loss(W)
            history.append(value)
            W = gradient_step(W, dW, learning_rate)
    return W, history


def sample_batch(X, y, batch_size, rng):
    idx = rng.choice(len(X), batch_size)
    return X[idx], y[idx]


def sgd(loss, W, X, y, learning_rate, num_iters, batch_size, rng):
    history = []
    for i in range(num_iters):
        value, dW = loss(W, *sample_batch(X, y, batch_size, rng))
        history.append(value)
        W = gradient_step(W, dW, learning_rate)
    return W, history


def gradient_noise(gradient, W, X, y, batch_size, num_batches, rng):
    full = gradient(W, X, y)
    noise = [np.sum((gradient(W, *sample_batch(X, y, batch_size, rng)) - full) ** 2) for i in range(num_batches)]
    return np.mean(noise)
