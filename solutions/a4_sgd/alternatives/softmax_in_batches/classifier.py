"""Softmax on batches for the digits; training without replacement; labels in chunks of rows."""

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
        """Train without replacement."""
        y = np.array([int(label) for label in y])
        N = len(X)
        if self.W is None:
            self.W = np.random.normal(0, 0.001, (X.shape[1], max(y) + 1))
        history = np.zeros(num_iters)
        for i in range(num_iters):
            rows = np.random.permutation(N)[: min(N, batch_size)]
            history[i], dW = self.loss(X[rows], y[rows], reg)
            self.W -= learning_rate * dW
        return history.tolist()

    def predict(self, X):
        """Predict 64 examples at a time."""
        parts = [np.argmax(X[start : start + 64] @ self.W, axis=1) for start in range(0, len(X), 64)]
        return np.concatenate(parts).astype(float)


def grid_search(train_and_score, learning_rates, regs):
    """Fill in an array of objects, and take the maximum of what is a number."""
    scores = {(i, j): train_and_score(a, b) for i, a in enumerate(learning_rates) for j, b in enumerate(regs)}
    best = max((key for key in scores if not np.isnan(scores[key])), key=scores.get)
    accuracies = [[scores[i, j] for j in range(len(regs))] for i in range(len(learning_rates))]
    return accuracies, learning_rates[best[0]], regs[best[1]]


def train_on_digits(X, y, rng):
    """Softmax regression by SGD in float32."""
    X = X.astype(np.float32)
    W = np.zeros((65, 10), dtype=np.float32)
    for _ in range(2000):
        rows = rng.choice(len(X), 64, replace=False)
        scores = X[rows] @ W
        p = np.exp(scores - scores.max(axis=1, keepdims=True))
        p /= p.sum(axis=1, keepdims=True)
        p[np.arange(64), y[rows]] -= 1
        W -= 0.2 * (X[rows].T @ p) / 64
    return W
