"""Each pass goes through all rows in a new random order, as training loops of libraries do."""

import numpy as np


def gradient_step(W, dW, learning_rate):
    """Step."""
    return np.subtract(W, np.multiply(learning_rate, dW))


def gradient_descent(loss, W, learning_rate, num_iters):
    """Remember all places and losses."""
    places, history = [W], []
    for _ in range(num_iters):
        value, dW = loss(places[-1])
        history.append(float(value))
        places.append(gradient_step(places[-1], dW, learning_rate))
    return places[-1], history


def sample_batch(X, y, batch_size, rng):
    """Shuffle indices and keep the first."""
    order = np.arange(len(X))
    rng.shuffle(order)
    return np.take(X, order[:batch_size], axis=0), np.take(y, order[:batch_size])


def endless_batches(X, y, batch_size, rng):
    """Give one batch after another, in a new order for each pass; what is left over is joined to the next pass."""
    waiting = np.zeros(0, dtype=int)
    while True:
        if len(waiting) < batch_size:
            waiting = np.concatenate([waiting, rng.permutation(len(X))])
        rows, waiting = waiting[:batch_size], waiting[batch_size:]
        yield X[rows], y[rows]


def sgd(loss, W, X, y, learning_rate, num_iters, batch_size, rng):
    """Walk through endless batches."""
    history = []
    batches = endless_batches(X, y, batch_size, rng)
    for _, (X_batch, y_batch) in zip(range(num_iters), batches, strict=False):
        value, dW = loss(W=W, X_batch=X_batch, y_batch=y_batch)
        history.append(value)
        W = W - learning_rate * dW
    return W, history


def gradient_noise(gradient, W, X, y, batch_size, num_batches, rng):
    """Measure on shuffled batches."""
    full, batches = gradient(W, X, y), endless_batches(X, y, batch_size, rng)
    return sum(np.linalg.norm(gradient(W, *next(batches)) - full) ** 2 for _ in range(num_batches)) / num_batches
