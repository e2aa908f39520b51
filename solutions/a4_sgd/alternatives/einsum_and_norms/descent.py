"""Running means, matrix norms, zip over an iterator."""

import numpy as np


def gradient_step(W, dW, learning_rate):
    """Step, in Fortran order."""
    return np.asfortranarray(W - np.asarray(dW) * learning_rate)


def walk(slope, W, learning_rate, num_iters):
    """Walk where `slope` says the loss and the gradient."""
    history = []
    for _ in range(num_iters):
        value, dW = slope(W)
        history.append(np.float64(value))
        W = gradient_step(W, dW, learning_rate)
    return W, np.array(history)


def gradient_descent(loss, W, learning_rate, num_iters):
    """Walk."""
    return walk(loss, W, learning_rate, num_iters)


def sample_batch(X, y, batch_size, rng):
    """Let the generator choose among rows that carry their labels' places."""
    rows = rng.choice(np.arange(len(X)), batch_size, replace=False, shuffle=False)
    return X.take(rows, axis=0), np.asarray(y)[rows]


def sgd(loss, W, X, y, learning_rate, num_iters, batch_size, rng):
    """Walk with a slope of batches."""
    return walk(lambda W: loss(W, *sample_batch(X, y, batch_size, rng)), W, learning_rate, num_iters)


def gradient_noise(gradient, W, X, y, batch_size, num_batches, rng):
    """Keep a running mean of Frobenius norms."""
    full, mean = gradient(W, X, y), 0.0
    for count in range(1, num_batches + 1):
        difference = np.atleast_2d(gradient(W, *sample_batch(X, y, batch_size, rng)) - full)
        mean += (np.linalg.norm(difference, "fro") ** 2 - mean) / count
    return mean
