"""Distances by np.linalg.norm, labels as floats, votes counted by np.unique."""

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
        """Compute one distance at a time."""
        dists = np.zeros((X.shape[0], self.X_train.shape[0]))
        for i in range(X.shape[0]):
            for j in range(self.X_train.shape[0]):
                dists[i, j] = np.linalg.norm(X[i] - self.X_train[j])
        return dists

    def compute_distances_one_loop(self, X):
        """Compute one row at a time."""
        dists = np.zeros((X.shape[0], self.X_train.shape[0]))
        for i in range(X.shape[0]):
            dists[i, :] = np.linalg.norm(self.X_train - X[i], axis=1)
        return dists

    def compute_distances_no_loops(self, X):
        """Compute all distances from squared norms."""
        squares = np.linalg.norm(X, axis=1)[:, None] ** 2 + np.linalg.norm(self.X_train, axis=1) ** 2
        return np.sqrt(np.maximum(0, squares - 2 * X.dot(self.X_train.T)))

    def predict_labels(self, dists, k=1):
        """Let the nearest vote; np.unique sorts the labels, so that the first maximum is the smallest label."""
        y_pred = np.zeros(dists.shape[0])
        for i in range(dists.shape[0]):
            labels, votes = np.unique(self.y_train[dists[i].argsort()[:k]], return_counts=True)
            y_pred[i] = labels[votes.argmax()]
        return y_pred


def l1_distances(A, B):
    """Compute L1 distances as norms."""
    A, B = np.float64(A), np.float64(B)
    dists = np.zeros((A.shape[0], B.shape[0]))
    for i in range(A.shape[0]):
        dists[i] = np.linalg.norm(B - A[i], ord=1, axis=1)
    return dists


def cross_validate_k(X, y, ks, num_folds):
    """Measure every k on every fold."""
    folds = np.array_split(np.arange(len(X)), num_folds)
    result = []
    for k in ks:
        row = []
        for fold in folds:
            rest = np.setdiff1d(np.arange(len(X)), fold)
            model = KNearestNeighbor()
            model.train(X[rest], y[rest])
            row.append((model.predict(X[fold], k=k) == y[fold]).mean())
        result.append(row)
    return np.array(result)
