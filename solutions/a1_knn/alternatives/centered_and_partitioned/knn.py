"""Distances about the mean of the training examples, in place; np.argpartition; L1 as maximum minus minimum."""

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
        """Expand the square for every pair."""
        num_test, num_train = X.shape[0], self.X_train.shape[0]
        dists = np.zeros((num_test, num_train))
        for i in range(num_test):
            for j in range(num_train):
                dists[i, j] = np.sqrt(
                    max(X[i] @ X[i] - 2 * X[i] @ self.X_train[j] + self.X_train[j] @ self.X_train[j], 0)
                )
        return dists

    def compute_distances_one_loop(self, X):
        """Add up by a product with ones."""
        num_test, num_train = X.shape[0], self.X_train.shape[0]
        dists = np.zeros((num_test, num_train))
        for i in range(num_test):
            dists[i, :] = np.sqrt(np.square(self.X_train - X[i]) @ np.ones(X.shape[1]))
        return dists

    def compute_distances_no_loops(self, X):
        """Expand the square about the mean, in place."""
        middle = self.X_train.mean(axis=0)
        A, B = X - middle, self.X_train - middle
        d2 = -2 * (A @ B.T)
        d2 += np.einsum("ij,ij->i", A, A)[:, None]
        d2 += np.einsum("ij,ij->i", B, B)
        np.maximum(d2, 0, out=d2)
        return np.sqrt(d2, out=d2)

    def predict_labels(self, dists, k=1):
        """Count the labels of a partition."""
        num_test = dists.shape[0]
        y_pred = np.zeros(num_test, dtype=self.y_train.dtype)
        for i in range(num_test):
            labels, votes = np.unique(self.y_train[np.argpartition(dists[i], k - 1)[:k]], return_counts=True)
            y_pred[i] = labels[votes.argmax()]
        return y_pred


def l1_distances(A, B):
    """Subtract the smaller from the larger, in whatever type they come."""
    out = np.empty((len(A), len(B)), dtype=np.float64)
    for i, a in enumerate(A):
        out[i] = (np.maximum(a, B) - np.minimum(a, B)).sum(axis=1, dtype=np.float64)
    return out


def cross_validate_k(X, y, ks, num_folds):
    """Number the folds and compare."""
    which = np.repeat(np.arange(num_folds), [len(part) for part in np.array_split(np.arange(len(y)), num_folds)])
    table = np.full((len(ks), num_folds), np.nan)
    for f in range(num_folds):
        knn = KNearestNeighbor()
        knn.train(X[which != f], y[which != f])
        dists = knn.compute_distances_no_loops(X[which == f])
        table[:, f] = [np.mean(knn.predict_labels(dists, k=k) == y[which == f]) for k in ks]
    return table
