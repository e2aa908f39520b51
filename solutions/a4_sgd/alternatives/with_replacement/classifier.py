"""As in the classic course: randint, in-place steps, the best so far."""

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
        """Train."""
        y = np.array(y, dtype=int)
        num_train, dim = X.shape
        num_classes = np.max(y) + 1
        if self.W is None:
            self.W = np.random.randn(dim, num_classes) * 0.001
        loss_history = []
        for it in range(num_iters):
            mask = np.random.randint(0, num_train, min(batch_size, num_train))
            loss, grad = self.loss(X[mask], y[mask], reg)
            loss_history.append(loss)
            self.W += -learning_rate * grad
            if verbose and it % 100 == 0:
                print("iteration", it, loss)
        return loss_history

    def predict(self, X):
        """Predict."""
        return X.dot(self.W).argmax(1)


def grid_search(train_and_score, learning_rates, regs):
    """Keep the best so far."""
    best = -1
    best_pair = None
    accuracies = np.full((len(learning_rates), len(regs)), np.nan)
    for i in range(len(learning_rates)):
        for j in range(len(regs)):
            score = train_and_score(learning_rates[i], regs[j])
            accuracies[i][j] = score
            if score > best:
                best = score
                best_pair = learning_rates[i], regs[j]
    return accuracies, best_pair[0], best_pair[1]


def train_on_digits(X, y, rng):
    """Least squares on batches with replacement, the mean of the last weights."""
    W = np.zeros((65, 10))
    mean = np.zeros((65, 10))
    targets = np.eye(10)[y]
    for step in range(3000):
        rows = rng.integers(len(X), size=50)
        W -= 0.02 * 2 * X[rows].T @ (X[rows] @ W - targets[rows]) / 50
        if step >= 2000:
            mean += W / 1000
    return mean
