"""Small helper functions of one's own, beside the class and beside the functions."""

import numpy as np
from squared_error import least_squares_loss


def accuracy(predicted, y):
    """Return the fraction that is right."""
    return float(np.mean(predicted == y))


def count_classes(y):
    """Return the number of classes."""
    return int(np.max(y)) + 1


def random_batch(X, y, batch_size):
    """Draw with replacement."""
    rows = np.random.choice(len(X), size=batch_size, replace=True)
    return X[rows], y[rows]


class LinearClassifier:
    """A linear classifier."""

    def __init__(self):
        self.W = None

    def loss(self, X_batch, y_batch, reg):
        """Subclasses have one."""
        raise TypeError("LinearClassifier has no loss of its own: make an instance of a subclass, such as LeastSquares")

    def train(self, X, y, learning_rate=1e-3, reg=1e-5, num_iters=100, batch_size=200, verbose=False):
        """Train, with two helpers."""
        y = np.asarray(y).astype(np.int64)
        num_train, dim = X.shape
        batch_size = min(batch_size, num_train)

        if self.W is None:
            num_classes = count_classes(y)
            self.W = 0.001 * np.random.standard_normal((dim, num_classes))

        loss_history = []
        for iteration in range(num_iters):
            X_batch, y_batch = random_batch(X, y, batch_size)

            loss, dW = self.loss(X_batch, y_batch, reg)
            loss_history.append(float(loss))

            self.W = self.W - learning_rate * dW

            if verbose and iteration % 100 == 0:
                print(f"iteration {iteration} / {num_iters}: loss {loss:.4f}")
        return loss_history

    def predict(self, X):
        """Predict."""
        scores = X @ self.W
        return np.argmax(scores, axis=1)


def place_of_largest(table):
    """Return row and column of the first largest number, passing over NaN."""
    best = None
    best_place = None
    for i, row in enumerate(table):
        for j, value in enumerate(row):
            if np.isnan(value):
                continue
            if best is None or value > best:
                best = value
                best_place = (i, j)
    return best_place


def grid_search(train_and_score, learning_rates, regs):
    """Fill a list of lists."""
    table = []
    for learning_rate in learning_rates:
        row = []
        for reg in regs:
            row.append(train_and_score(learning_rate, reg))
        table.append(row)
    i, j = place_of_largest(table)
    return np.array(table, dtype=float), learning_rates[i], regs[j]


def train_on_digits(X, y, rng):
    """Take a thousand steps on all examples."""
    W = np.zeros((X.shape[1], 10))
    for _ in range(1000):
        _, dW = least_squares_loss(W, X, y, 1e-4)
        W = W - 0.05 * dW
    return W
