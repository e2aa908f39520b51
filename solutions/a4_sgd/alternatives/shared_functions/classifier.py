"""The classifier calls the functions of descent.py, and has one helper for both of its own."""

import descent
import numpy as np
from descent import gradient_step


def accuracy(predicted, y):
    """Return the fraction that is right."""
    return float(np.mean(predicted == y))


class LinearClassifier:
    """A linear classifier."""

    def __init__(self):
        self.W = None
        self.rng = np.random.default_rng(231)

    def loss(self, X_batch, y_batch, reg):
        """Subclasses have one."""
        raise TypeError("use a subclass")

    def scores(self, X):
        """Score every class."""
        return np.einsum("nd,dc->nc", X, self.W)

    def train(self, X, y, learning_rate=1e-3, reg=1e-5, num_iters=100, batch_size=200, verbose=False):
        """Train by way of sgd, with a loss that looks at self.W."""
        y = np.asarray(y).astype(np.int64)
        if self.W is None:
            self.W = 0.001 * self.rng.standard_normal((X.shape[1], int(max(y)) + 1))

        def loss(W, X_batch, y_batch):
            self.W = W
            return self.loss(X_batch, y_batch, reg=reg)

        if num_iters == 0:
            return []
        self.W, history = descent.sgd(loss, self.W, X, y, learning_rate, num_iters, min(batch_size, len(X)), self.rng)
        return [float(value) for value in history]

    def predict(self, X):
        """Find the first of the largest scores."""
        scores = self.scores(X)
        return (scores == scores.max(axis=1, keepdims=True)).argmax(axis=1)


def grid_search(train_and_score, learning_rates, regs):
    """Fill a list of lists."""
    table = [[train_and_score(learning_rate=a, reg=b) for b in regs] for a in learning_rates]
    filled = np.where(np.isnan(table), -np.inf, table)
    place = int(filled.argmax())
    return table, learning_rates[place // len(regs)], regs[place % len(regs)]


def train_on_digits(X, y, rng):
    """Descend with a momentum of one's own making."""
    from least_squares import least_squares_loss

    W, speed = np.zeros((65, 10)), np.zeros((65, 10))
    for _ in range(150):
        speed = 0.8 * speed - 0.02 * least_squares_loss(W, X, y, 1e-3)[1]
        W = gradient_step(W, speed, -1.0)
    return W
