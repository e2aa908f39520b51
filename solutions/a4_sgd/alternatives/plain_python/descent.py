"""Number by number and row by row, with lists for what is collected."""

import numpy as np


def gradient_step(W, dW, learning_rate):
    """Step in each number."""
    stepped = [w - learning_rate * d for w, d in zip(W.ravel(), dW.ravel(), strict=True)]
    return np.array(stepped).reshape(W.shape)


def gradient_descent(loss, W, learning_rate, num_iters):
    """Walk with a while loop."""
    history = []
    while len(history) < num_iters:
        both = loss(W)
        history += [both[0]]
        W = gradient_step(W, both[1], learning_rate)
    return [W, history]


def sample_batch(X, y, batch_size, rng):
    """Draw one row at a time."""
    X_batch, y_batch = [], []
    for _ in range(batch_size):
        row = int(rng.integers(0, len(y)))
        X_batch.append(X[row])
        y_batch.append(y[row])
    return np.array(X_batch), np.array(y_batch)


def sgd(loss, W, X, y, learning_rate, num_iters, batch_size, rng):
    """Walk on batches."""
    history = []
    while len(history) < num_iters:
        value, slope = loss(W, *sample_batch(X, y, batch_size, rng))
        history += [value]
        W = gradient_step(W, slope, learning_rate)
    return [W, history]


def gradient_noise(gradient, W, X, y, batch_size, num_batches, rng):
    """Add up, then divide."""
    full = gradient(W, X, y)
    total = 0.0
    for _ in range(num_batches):
        guess = gradient(W, *sample_batch(X, y, batch_size, rng))
        for a, b in zip(guess.ravel(), full.ravel(), strict=True):
            total += (a - b) ** 2
    return total / num_batches
