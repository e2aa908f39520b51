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
        return [np.linalg.norm(self.X_train - x, axis=1).tolist() for x in X]

    def compute_distances_no_loops(self, X):
        test_squares = np.sum(X**2, axis=1, keepdims=True)
        train_squares = np.sum(self.X_train**2, axis=1)
        squares = test_squares - 2 * X @ self.X_train.T + train_squares
        return np.sqrt(np.maximum(squares, 0))

    def predict_labels(self, dists, k=1):
        votes = self.y_train[np.argsort(dists, axis=1)[:, :k]]
        print("votes", votes[:3])
        result = []
        for row in votes.tolist():
            result.append(min(set(row), key=lambda label: (-row.count(label), label)))
        return result


def l1_distances(A, B):
    return [np.abs(np.subtract(B, a, dtype=float)).sum(1) for a in A]


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
