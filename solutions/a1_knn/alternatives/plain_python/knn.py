"""math.dist, a dictionary of votes, and column by column for L1."""

import math

import numpy as np


class KNearestNeighbor:
    """A k-nearest-neighbor classifier."""

    def train(self, X, y):
        """Remember the training examples."""
        self.X_train = X
        self.y_train = np.asarray(y).astype(np.int64)

    def predict(self, X, k=1, num_loops=0):
        """Predict classes."""
        ways = [self.compute_distances_no_loops, self.compute_distances_one_loop, self.compute_distances_two_loops]
        return self.predict_labels(ways[num_loops](X), k=k)

    def compute_distances_two_loops(self, X):
        """Ask math.dist."""
        num_test, num_train = X.shape[0], self.X_train.shape[0]
        dists = np.zeros((num_test, num_train))
        for i in range(num_test):
            for j in range(num_train):
                dists[i][j] = math.dist(X[i], self.X_train[j])
        return dists

    def compute_distances_one_loop(self, X):
        """Compute one row at a time."""
        num_test, num_train = X.shape[0], self.X_train.shape[0]
        dists = np.zeros((num_test, num_train))
        for i in range(num_test):
            dists[i] = ((self.X_train - X[i]) ** 2).sum(axis=-1) ** 0.5
        return dists

    def compute_distances_no_loops(self, X):
        """Expand the square and replace what is negative."""
        A = np.reshape((X * X).sum(axis=1), (-1, 1))
        B = np.reshape((self.X_train * self.X_train).sum(axis=1), (1, -1))
        C = X.dot(self.X_train.T)
        D2 = A - C - C + B
        D2 = np.where(D2 < 0, 0.0, D2)
        return np.sqrt(D2)

    def predict_labels(self, dists, k=1):
        """Count votes in a dictionary, labels in ascending order."""
        num_test = dists.shape[0]
        y_pred = np.zeros(num_test, dtype=self.y_train.dtype)
        for i in range(num_test):
            votes = {}
            for j in np.argsort(dists[i])[:k]:
                votes[self.y_train[j]] = votes.get(self.y_train[j], 0) + 1
            best = None
            for label in sorted(votes):
                if best is None or votes[label] > votes[best]:
                    best = label
            y_pred[i] = best
        return y_pred


def l1_distances(A, B):
    """Go through the columns, in integers where A holds bytes."""
    total = 0.0
    for j in range(A.shape[1]):
        total = total + abs(
            A[:, j].astype(int if A.dtype == np.uint8 else float)[:, None] - B[:, j].astype(float)[None, :]
        )
    return total


def cross_validate_k(X, y, ks, num_folds):
    """Count hits one by one; the table is a list of lists."""
    Xf, yf = np.array_split(X, num_folds), np.array_split(y, num_folds)
    rows = []
    for k in ks:
        accs = []
        for f in range(num_folds):
            m = KNearestNeighbor()
            m.train(np.vstack(Xf[:f] + Xf[f + 1 :]), np.hstack(yf[:f] + yf[f + 1 :]))
            pred = m.predict(Xf[f], k=k, num_loops=1)
            good = 0
            for p, t in zip(pred, yf[f], strict=True):
                if p == t:
                    good += 1
            accs.append(good / len(yf[f]))
        rows.append(accs)
    return rows
