"""A helper for the squared length, and batches with replacement."""

import numpy as np


def gradient_step(W, dW, learning_rate):
    """Step."""
    return W - learning_rate * dW


def gradient_descent(loss, W, learning_rate, num_iters):
    """Walk."""
    history = []
    for _ in range(num_iters):
        value, dW = loss(W)
        history.append(float(value))
        W = gradient_step(W, dW, learning_rate)
    return W, history


def sample_batch(X, y, batch_size, rng):
    """Draw with replacement."""
    rows = rng.integers(0, len(X), size=batch_size)
    return X[rows], y[rows]


def sgd(loss, W, X, y, learning_rate, num_iters, batch_size, rng):
    """Walk on batches."""
    history = []
    for _ in range(num_iters):
        X_batch, y_batch = sample_batch(X, y, batch_size, rng)
        value, dW = loss(W, X_batch, y_batch)
        history.append(float(value))
        W = gradient_step(W, dW, learning_rate)
    return W, history


def squared_length(g):
    """Return the sum of squares."""
    return float(np.sum(g**2))


def gradient_noise(gradient, W, X, y, batch_size, num_batches, rng):
    """Measure by a helper."""
    g_full = np.array(gradient(W, X, y))
    distances = []
    for _ in range(num_batches):
        X_batch, y_batch = sample_batch(X, y, batch_size, rng)
        distances.append(squared_length(gradient(W, X_batch, y_batch) - g_full))
    return sum(distances) / num_batches
