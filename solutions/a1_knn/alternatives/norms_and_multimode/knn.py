"""np.linalg.norm throughout, np.nan_to_num for the negative squares, statistics.multimode for the vote."""

import statistics

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
        """Compute one norm at a time."""
        num_test, num_train = X.shape[0], self.X_train.shape[0]
        dists = np.zeros((num_test, num_train))
        for i in range(num_test):
            for j in range(num_train):
                dists[i, j] = np.linalg.norm(X[i] - self.X_train[j])
        return dists

    def compute_distances_one_loop(self, X):
        """Compute the norms of one row at a time."""
        num_test, num_train = X.shape[0], self.X_train.shape[0]
        dists = np.zeros((num_test, num_train))
        for i in range(num_test):
            dists[i, :] = np.linalg.norm(self.X_train - X[i], axis=1)
        return dists

    def compute_distances_no_loops(self, X):
        """Expand the square; the root of a negative, NaN, becomes 0."""
        sq = (X**2).sum(1)[:, None] + (self.X_train**2).sum(1)[None] - 2 * np.inner(X, self.X_train)
        with np.errstate(invalid="ignore"):
            return np.nan_to_num(np.sqrt(sq))

    def predict_labels(self, dists, k=1):
        """Take the smallest of the modes."""
        num_test = dists.shape[0]
        y_pred = np.zeros(num_test, dtype=self.y_train.dtype)
        for i in range(num_test):
            order = sorted(range(dists.shape[1]), key=lambda j: dists[i, j])
            votes = [int(self.y_train[j]) for j in order[:k]]
            y_pred[i] = min(statistics.multimode(votes))
        return y_pred


def l1_distances(A, B):
    """Compute norms of order 1."""
    out = []
    for a in A:
        out.append(np.linalg.norm(B.astype(float) - a.astype(float), ord=1, axis=1))
    return np.array(out)


def cross_validate_k(X, y, ks, num_folds):
    """Delete the indices of each fold."""
    idx = np.array_split(np.arange(len(X)), num_folds)
    res = np.zeros((len(ks), num_folds))
    for a, k in enumerate(ks):
        for f in range(num_folds):
            model = KNearestNeighbor()
            model.train(np.delete(X, idx[f], axis=0), np.delete(y, idx[f]))
            res[a][f] = (model.predict(X[idx[f]], k) == y[idx[f]]).mean()
    return res
