"""k nearest neighbours, as many have written it for the course that the names come from."""

import numpy as np


class KNearestNeighbor(object):
    def __init__(self):
        pass

    def train(self, X, y):
        self.X_train = X
        self.y_train = np.array(y)

    def predict(self, X, k=1, num_loops=0):
        if num_loops == 0:
            dists = self.compute_distances_no_loops(X)
        elif num_loops == 1:
            dists = self.compute_distances_one_loop(X)
        elif num_loops == 2:
            dists = self.compute_distances_two_loops(X)
        else:
            raise ValueError("Invalid value %d for num_loops" % num_loops)
        return self.predict_labels(dists, k=k)

    def compute_distances_two_loops(self, X):
        num_test = X.shape[0]
        num_train = self.X_train.shape[0]
        dists = np.zeros((num_test, num_train))
        for i in range(num_test):
            for j in range(num_train):
                dists[i, j] = np.sqrt(np.sum(np.square(X[i, :] - self.X_train[j, :])))
        return dists

    def compute_distances_one_loop(self, X):
        num_test = X.shape[0]
        num_train = self.X_train.shape[0]
        dists = np.zeros((num_test, num_train))
        for i in range(num_test):
            dists[i, :] = np.sqrt(np.sum(np.square(self.X_train - X[i, :]), axis=1))
        return dists

    def compute_distances_no_loops(self, X):
        M = np.dot(X, self.X_train.T)
        te = np.square(X).sum(axis=1)
        tr = np.square(self.X_train).sum(axis=1)
        d2 = -2 * M + tr + te.reshape(-1, 1)
        d2[d2 < 0] = 0
        return np.sqrt(d2)

    def predict_labels(self, dists, k=1):
        num_test = dists.shape[0]
        y_pred = np.zeros(num_test)
        for i in range(num_test):
            closest_y = self.y_train[np.argsort(dists[i])][0:k]
            u, indices = np.unique(closest_y, return_inverse=True)
            y_pred[i] = u[np.argmax(np.bincount(indices))]
        return y_pred


def l1_distances(A, B):
    A = A.astype("float64")
    B = B.astype("float64")
    out = np.zeros((len(A), len(B)))
    for d in range(A.shape[1]):
        out += np.abs(A[:, d][:, None] - B[:, d][None, :])
    return out


def cross_validate_k(X, y, ks, num_folds):
    X_folds = np.array_split(X, num_folds)
    y_folds = np.array_split(y, num_folds)
    k_to_accuracies = {}
    for k in ks:
        k_to_accuracies[k] = []
        for f in range(num_folds):
            knn = KNearestNeighbor()
            knn.train(np.concatenate(X_folds[:f] + X_folds[f + 1 :]), np.concatenate(y_folds[:f] + y_folds[f + 1 :]))
            y_pred = knn.predict(X_folds[f], k=k, num_loops=0)
            k_to_accuracies[k].append(float(np.sum(y_pred == y_folds[f])) / len(y_folds[f]))
    return np.array([k_to_accuracies[k] for k in ks])
