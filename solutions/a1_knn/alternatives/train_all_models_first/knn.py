"""Cross-validation that trains every fold's model first, and computes distances once for all k."""

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
        """Compute all distances; what is not above 0 becomes 0."""
        squares = -2 * (X @ np.transpose(self.X_train))
        squares += np.sum(np.square(X), axis=1)[:, None]
        squares += np.sum(np.square(self.X_train), axis=1)[None, :]
        return np.sqrt(squares.clip(min=0))

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
    fold_of = np.concatenate([np.full(len(f), i) for i, f in enumerate(np.array_split(y, num_folds))])
    models = []
    for f in range(num_folds):
        models.append(KNearestNeighbor())
        models[f].train(X[fold_of != f], y[fold_of != f])
    accuracies = np.empty((len(ks), num_folds))
    for f, model in enumerate(models):
        dists = model.compute_distances_no_loops(X[fold_of == f])
        for a, k in enumerate(ks):
            accuracies[a, f] = np.mean(model.predict_labels(dists, k) == y[fold_of == f])
    return accuracies
