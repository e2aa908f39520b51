"""No loop over examples, but one over blocks of 500 test examples, each by broadcasting column by column."""

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
        dists = np.zeros((len(X), len(self.X_train)))
        for i in range(len(X)):
            for j in range(len(self.X_train)):
                difference = X[i] - self.X_train[j]
                dists[i, j] = difference.dot(difference) ** 0.5
        return dists

    def compute_distances_one_loop(self, X):
        """Compute one row at a time."""
        dists = np.empty((len(X), len(self.X_train)))
        for i, x in enumerate(X):
            np.sqrt(np.square(x - self.X_train).sum(1), out=dists[i])
        return dists

    def compute_distances_no_loops(self, X):
        """Compute all distances, one column of all examples at a time, for blocks of test examples."""
        blocks = []
        for start in range(0, len(X), 500):
            block = X[start : start + 500]
            squares = np.zeros((len(block), len(self.X_train)))
            for d in range(X.shape[1]):
                squares += (block[:, d, None] - self.X_train[None, :, d]) ** 2
            blocks.append(np.sqrt(squares))
        return np.vstack(blocks)

    def predict_labels(self, dists, k=1):
        """Let the nearest vote."""
        nearest = np.argsort(dists, axis=1, kind="stable")[:, :k]
        return np.array([np.bincount(self.y_train[row]).argmax() for row in nearest])


def l1_distances(A, B):
    """Compute L1 distances."""
    A, B = np.array(A, dtype=float), np.array(B, dtype=float)
    return np.stack([np.abs(a - B).sum(axis=1) for a in A])


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
