"""Least squares solved at once for the digits, and the rest in few words."""

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
        """Train with a boolean mask for each batch."""
        y = np.asarray(y).astype(int).ravel()
        batch_size = min(batch_size, len(y))
        if self.W is None:
            self.W = 1e-3 * np.random.standard_normal(size=(X.shape[1], 1 + y.max()))
        losses = []
        for _ in range(num_iters):
            chosen = np.zeros(len(y), dtype=bool)
            chosen[np.random.choice(len(y), batch_size, replace=False)] = True
            value, slope = self.loss(X[chosen], y[chosen], reg)
            losses.append(float(value))
            self.W = self.W + learning_rate * -slope
        return losses

    def predict(self, X):
        """Predict by a stable sort, largest first."""
        return np.argsort(-np.matmul(X, self.W), axis=1, kind="stable")[:, 0]


def grid_search(train_and_score, learning_rates, regs):
    """Try all pairs with the strengths outside."""
    accuracies = np.zeros((len(learning_rates), len(regs)))
    for j in range(len(regs)):
        for i in range(len(learning_rates)):
            accuracies[i, j] = train_and_score(learning_rates[i], regs[j])
    i, j = np.argwhere(accuracies == np.nanmax(accuracies))[0]
    return accuracies, learning_rates[i], regs[j]


def train_on_digits(X, y, rng):
    """Ridge regression, in closed form."""
    targets = (y[:, None] == np.arange(10)).astype(float)
    return np.linalg.solve(X.T @ X + 1e-2 * np.eye(65), X.T @ targets)
