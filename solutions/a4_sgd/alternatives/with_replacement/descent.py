"""Batches with replacement; the weights are copied once and then changed in place."""

import numpy as np


def gradient_step(W, dW, learning_rate):
    """Step on a copy."""
    W = W.copy()
    W -= learning_rate * dW
    return W


def gradient_descent(loss, W, learning_rate, num_iters):
    """Walk on a copy."""
    W = W.copy()
    history = np.zeros(num_iters)
    for t in range(num_iters):
        history[t], dW = loss(W)
        W -= learning_rate * dW
    return W, history


def sample_batch(X, y, batch_size, rng):
    """Draw indices with replacement."""
    mask = rng.integers(X.shape[0], size=batch_size)
    return X[mask, :], y[mask]


def sgd(loss, W, X, y, learning_rate, num_iters, batch_size, rng):
    """Walk on a copy, with batches drawn here."""
    W = np.array(W, dtype=np.float64)
    history = np.zeros(num_iters)
    for t in range(num_iters):
        mask = rng.choice(X.shape[0], batch_size, replace=True)
        history[t], dW = loss(W, X[mask], y[mask])
        W -= learning_rate * dW
    return W, history


def gradient_noise(gradient, W, X, y, batch_size, num_batches, rng):
    """Collect all batch gradients first."""
    guesses = [gradient(W, *sample_batch(X, y, batch_size=batch_size, rng=rng)) for _ in range(num_batches)]
    differences = np.array(guesses) - gradient(W, X, y)
    return np.square(differences).reshape(num_batches, -1).sum(axis=1).mean()
