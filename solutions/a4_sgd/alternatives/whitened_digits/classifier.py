"""Digits standardized before the descent, and the weights brought back to plain pixels."""

import numpy as np


def accuracy(predicted, y):
    """Return the fraction that is right."""
    return float(np.mean(predicted == y))


class LinearClassifier:
    """A linear classifier."""

    def __init__(self):
        self.W = None

    def loss(self, X_batch, y_batch, reg):
        """Subclasses have one."""
        raise TypeError("use a subclass")

    def train(self, X, y, learning_rate=1e-3, reg=1e-5, num_iters=100, batch_size=200, verbose=False):
        """Train with the random module."""
        import random

        y = np.asarray(y).astype(np.int64)
        rows_in_all = range(X.shape[0])
        if self.W is None:
            self.W = 0.001 * np.random.normal(loc=0.0, scale=1.0, size=(X.shape[1], y.max() + 1))
        loss_history = []
        for _ in range(num_iters):
            rows = random.sample(rows_in_all, min(batch_size, len(X)))
            loss, gradient = self.loss(X[rows], y[rows], reg)
            loss_history.append(loss)
            self.W -= learning_rate * gradient
        return loss_history

    def predict(self, X):
        """Predict in float64."""
        return np.argmax(np.asarray(X, dtype=np.float64) @ self.W, axis=1).astype(np.int32)


def grid_search(train_and_score, learning_rates, regs):
    """Vectorize over the pairs."""
    grid = np.array([[a, b] for a in learning_rates for b in regs])
    accuracies = np.array([train_and_score(float(a), float(b)) for a, b in grid])
    best = np.flatnonzero(accuracies == np.nanmax(accuracies))[0]
    return accuracies.reshape(len(learning_rates), len(regs)), grid[best, 0], grid[best, 1]


def train_on_digits(X, y, rng):
    """Least squares on standardized pixels."""
    mean, std = X.mean(axis=0), X.std(axis=0)
    std[std == 0] = 1
    mean[-1] = 0
    Z = (X - mean) / std
    W = np.zeros((65, 10))
    targets = np.eye(10)[np.asarray(y)]
    for _ in range(300):
        W -= 0.1 * Z.T @ (Z @ W - targets) / len(Z) + 1e-4 * W
    W = W / std[:, None]
    W[-1] -= mean @ W
    return W
