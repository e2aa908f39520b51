"""Correct, with prints and checks left in."""

import numpy as np


def gradient_step(W, dW, learning_rate):
    """Step."""
    print("step from", W.shape, "length", np.linalg.norm(dW))
    assert W.shape == dW.shape
    return W + (-1) * learning_rate * dW


def gradient_descent(loss, W, learning_rate, num_iters):
    """Walk."""
    history = []
    for i in range(num_iters):
        value, grad = loss(W)
        history.append(value)
        print("iteration", i, "loss", value)
        W = gradient_step(W, grad, learning_rate=learning_rate)
    return (W, history)


def sample_batch(X, y, batch_size, rng):
    """Draw by sorting random keys."""
    keys = rng.random(len(X))
    idx = np.argsort(keys)[:batch_size]
    print("batch", idx)
    return X[idx].copy(), y[idx].copy()


def sgd(loss, W, X, y, learning_rate, num_iters, batch_size, rng):
    """Walk on batches, with everything handed on by name."""
    history = []
    for i in range(num_iters):
        X_batch, y_batch = sample_batch(X=X, y=y, batch_size=batch_size, rng=rng)
        value, grad = loss(W, X_batch, y_batch)
        history.append(value)
        print("iteration", i, "loss", value)
        W = gradient_step(W=W, dW=grad, learning_rate=learning_rate)
    return (W, history)


def gradient_noise(gradient, W, X, y, batch_size, num_batches, rng):
    """Measure, the full gradient each time anew."""
    noises = np.zeros(num_batches)
    for b in range(num_batches):
        X_batch, y_batch = sample_batch(X, y, batch_size, rng)
        diff = gradient(W, X_batch, y_batch) - gradient(W, X, y)
        noises[b] = np.vdot(diff, diff)
        print("batch", b, "noise", noises[b])
    return noises.mean()
