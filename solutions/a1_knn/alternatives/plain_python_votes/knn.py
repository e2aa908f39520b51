"""Votes by Counter with an explicit tie-break, sorted by key; results as lists."""

from collections import Counter

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
        """Compute one distance at a time; the table is a list of lists."""
        return [[float(np.sum((x - t) ** 2)) ** 0.5 for t in self.X_train] for x in X]

    def compute_distances_one_loop(self, X):
        """Compute one row at a time."""
        dists = np.empty((len(X), len(self.X_train)))
        for i, x in enumerate(X):
            np.sqrt(np.square(x - self.X_train).sum(1), out=dists[i])
        return dists

    def compute_distances_no_loops(self, X):
        """Compute all distances from the expanded square."""
        a, b = (X * X).sum(1), (self.X_train * self.X_train).sum(1)
        d2 = np.add.outer(a, b) - 2.0 * np.dot(X, self.X_train.T)
        d2[d2 < 0] = 0
        return d2**0.5

    def predict_labels(self, dists, k=1):
        """Let the nearest vote."""
        winners = []
        for row in dists.tolist():
            nearest = sorted(range(len(row)), key=lambda j: row[j])[:k]
            counts = Counter(int(self.y_train[j]) for j in nearest)
            most = max(counts.values())
            winners.append(min(label for label, count in counts.items() if count == most))
        return winners


def l1_distances(A, B):
    """Compute L1 distances."""
    A, B = np.array(A, dtype=float), np.array(B, dtype=float)
    return np.stack([np.abs(a - B).sum(axis=1) for a in A])


def cross_validate_k(X, y, ks, num_folds):
    """Measure every k on every fold; the table is a list of lists."""
    X_folds, y_folds = list(np.array_split(X, num_folds)), list(np.array_split(y, num_folds))
    table = {k: [] for k in ks}
    for k in ks:
        for f in range(num_folds):
            model = KNearestNeighbor()
            model.train(
                np.vstack([fold for g, fold in enumerate(X_folds) if g != f]),
                np.hstack([fold for g, fold in enumerate(y_folds) if g != f]),
            )
            hits = sum(int(p) == int(t) for p, t in zip(model.predict(X_folds[f], k), y_folds[f], strict=True))
            table[k].append(hits / len(y_folds[f]))
    return [table[k] for k in ks]
