import numpy as np


class LinearClassifier:
    def __init__(self):
        self.W = None

    def train(self, X, y, learning_rate=1e-3, reg=1e-5, num_iters=100, batch_size=200, verbose=False):
        y = np.asarray(y).astype(int)
        num_train, dim = X.shape
        if self.W is None:
            self.W = 0.001 * np.random.randn(dim, np.max(y) + 1)
        history = []
        for it in range(num_iters):
            idx = np.random.choice(num_train, min(batch_size, num_train))
            loss, grad = self.loss(X[idx], y[idx], reg)
            history.append(loss)
            self.W -= learning_rate * grad
        return history

    def predict(self, X):
        return np.apply_along_axis(lambda x: np.argmax(x @ self.W), 1, X)


def grid_search(train_and_score, learning_rates, regs):
    acc = np.array([[train_and_score(a, b) for b in regs] for a in learning_rates])
    i, j = np.argwhere(acc == np.nanmax(acc))[0]
    return acc, learning_rates[i], regs[j]


def train_on_digits(X, y, rng):
    return np.linalg.solve(X.T @ X + 0.01 * np.eye(65), X.T @ np.eye(10)[y])
