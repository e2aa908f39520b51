"""Results as nested lists, NumPy scalars and tuples."""

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

    def train(self, X, y, learning_rate=1e-3, reg=1e-5, num_iters=100, batch_size=200, verbose=True):
        """Train, and print a lot."""
        y = np.asarray(list(y)).astype(np.int64)
        B = batch_size if batch_size < len(X) else len(X)
        if self.W is None:
            self.W = np.asfortranarray(np.random.randn(X.shape[1], np.amax(y) + 1) / 1000)
        history = ()
        for step in range(num_iters):
            rows = [int(row) for row in np.floor(np.random.rand(B) * len(X))]
            loss, dW = self.loss(X[rows], y[rows], reg)
            print("step", step, "loss", loss)
            history += (np.float64(loss),)
            self.W = np.asfortranarray(self.W - learning_rate * dW)
        return history

    def predict(self, X):
        """Predict, and give a list."""
        return np.argmax(np.tensordot(X, self.W, 1), axis=-1).tolist()


def grid_search(train_and_score, learning_rates, regs):
    """Keep the best so far, in a dict."""
    best = {"score": float("-inf")}
    accuracies = []
    for learning_rate in learning_rates:
        row = []
        for reg in regs:
            score = train_and_score(learning_rate, reg)
            row.append(score)
            if not np.isnan(score) and score > best["score"]:
                best = {"score": score, "pair": (learning_rate, reg)}
        accuracies.append(tuple(row))
    return [accuracies, *best["pair"]]


def train_on_digits(X, y, rng):
    """Descend with a learning rate that decays, and give a nested list."""
    from least_squares import LeastSquares

    model = LeastSquares()
    model.W = np.zeros((X.shape[1], 10))
    for t in range(400):
        _, dW = model.loss(X, np.asarray(y), 0.0)
        model.W = model.W - 0.08 / (1 + t / 400) * dW
    return model.W.tolist()
