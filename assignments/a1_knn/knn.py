"""The k-nearest-neighbor classifier, its distances, and how to choose k.

The names and signatures are those of Stanford's CS231n.
"""

import numpy as np


class KNearestNeighbor:
    """A classifier that remembers every training example and asks the nearest ones.

    All distances here are Euclidean (L2), with the square root, and `dists[i, j]` always means: from test example i to
    training example j. X and X_train hold floats (float64 or float32; uint8 images are turned into floats before they
    come here), and the distances have at least their precision. np.linalg.norm may be used throughout.
    """

    def train(self, X, y):
        """Remember the training examples. This one is given: to train is to store.

        Args:
            X: (num_train, D) array of floats, one training example per row.
            y: (num_train,) labels: y[j] is the class of X[j], an integer >= 0 (a list or integral floats will do).
        """
        self.X_train = X
        self.y_train = np.asarray(y).astype(np.int64)

    def predict(self, X, k=1, num_loops=0):
        """Predict the class of each test example. This one is given: see how methods call one another through `self`.

        Args:
            X: (num_test, D) array of floats.
            k: how many neighbors vote.
            num_loops: which of the three ways to compute distances to use: 0, 1 or 2 loops.

        Returns:
            (num_test,) array: the predicted class of each test example.
        """
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
        """Compute all Euclidean distances, one at a time.

        Args:
            X: (num_test, D) array of floats (float64 or float32). It must not be modified, and neither must
                self.X_train, a (num_train, D) array of floats (float64 or float32).

        Returns:
            (num_test, num_train) float array, at least as precise as X and self.X_train: dists[i, j] is the Euclidean
            distance from X[i] to self.X_train[j], the square root of the sum of the squared differences of their D
            numbers.
        """
        num_test, num_train = X.shape[0], self.X_train.shape[0]
        dists = np.zeros((num_test, num_train))
        for i in range(num_test):
            for j in range(num_train):
                # TODO(compute_distances_two_loops): fill in dists[i, j] (1 line).
                raise NotImplementedError("compute_distances_two_loops: not written yet (knn.py)")
        return dists

    def compute_distances_one_loop(self, X):
        """Compute all Euclidean distances, one test example at a time.

        The loop over the test examples is given. No other Python loop, open or hidden, may run over the training
        examples: one NumPy expression computes a whole row. (Do not expect this to be faster than two loops when D is
        large.)

        Half an iteration or more for each row counts as a loop, chunks of 64 rows and more do not. Also map, filter,
        functools.reduce, itertools.starmap and accumulate, np.vectorize, np.frompyfunc and np.apply_along_axis count,
        and tolist unless its list is the result.

        Args:
            X: (num_test, D) array of floats (float64 or float32). It must not be modified, and neither must
                self.X_train, a (num_train, D) array of floats (float64 or float32).

        Returns:
            (num_test, num_train) float array, at least as precise as X and self.X_train: dists[i, j] is the Euclidean
            distance from X[i] to self.X_train[j], the square root of the sum of the squared differences of their D
            numbers.
        """
        num_test, num_train = X.shape[0], self.X_train.shape[0]
        dists = np.zeros((num_test, num_train))
        for i in range(num_test):
            # TODO(compute_distances_one_loop): fill in the row dists[i, :] (1 line).
            raise NotImplementedError("compute_distances_one_loop: not written yet (knn.py)")
        return dists

    def compute_distances_no_loops(self, X):
        """Compute all Euclidean distances without any Python loop over examples.

        That is, none in the open, and none hidden in a comprehension. Half an iteration or more for each row counts as
        a loop, chunks of 64 rows and more do not. Also map, filter, functools.reduce, itertools.starmap and accumulate,
        np.vectorize, np.frompyfunc and np.apply_along_axis count, and tolist unless its list is the result.

        Memory beyond O(num_test * num_train + (num_test + num_train) * D) is not allowed: an array of shape
        (num_test, num_train, D), which broadcasting X against self.X_train would make, is too large. Expand the square
        instead, for a test example x and a training example t:

            |x - t|**2 = |x|**2 - 2 x.t + |t|**2

        One of the three terms is a matrix product, the other two are one number per example.

        Rounding can make this a tiny negative number where x and t are (nearly) the same, and its square root would be
        NaN: such a square counts as 0. Every distance must be a number, never NaN.

        Args:
            X: (num_test, D) array of floats (float64 or float32). It must not be modified, and neither must
                self.X_train, a (num_train, D) array of floats (float64 or float32).

        Returns:
            (num_test, num_train) float array, at least as precise as X and self.X_train: dists[i, j] is the Euclidean
            distance from X[i] to self.X_train[j], the square root of the sum of the squared differences of their D
            numbers.
        """
        # TODO(compute_distances_no_loops): three terms, then no negative squares, then the root (about 4 lines).
        raise NotImplementedError("compute_distances_no_loops: not written yet (knn.py)")

    def predict_labels(self, dists, k=1):
        """Let the k nearest training examples vote on the class of each test example.

        The class with the most votes wins; where several have the most, the smallest of their labels wins, however near
        or far their voters are. (Which examples are the k nearest is never in doubt in the tests: no two distances in a
        row are equal.)

        Args:
            dists: (num_test, num_train) array: dists[i, j] is the distance from test example i to training example j.
                It must not be modified.
            k: int with 1 <= k <= num_train.

        Returns:
            (num_test,) array: the predicted class of each test example, as integers or as integral floats. The labels
            of the training examples are in self.y_train, integers >= 0; not every integer in between need occur.
        """
        num_test = dists.shape[0]
        y_pred = np.zeros(num_test, dtype=self.y_train.dtype)
        for i in range(num_test):
            # TODO(predict_labels): find the labels of the k nearest and fill in y_pred[i] (about 2 lines).
            raise NotImplementedError("predict_labels: not written yet (knn.py)")
        return y_pred


def l1_distances(A, B):
    """Compute the L1 (city block) distance from every row of A to every row of B.

        dists[i, j] = sum over d of |A[i, d] - B[j, d]|

    One Python loop is allowed, over the rows of A or over the D columns, but none over the rows of B. (There is no
    trick with a matrix product here: |a - b| does not expand.)

    Half an iteration or more for each row of B counts as a loop, chunks of 64 rows and more do not. Also map, filter,
    functools.reduce, itertools.starmap and accumulate, np.vectorize, np.frompyfunc and np.apply_along_axis count, and
    tolist unless its list is the result.

    Args:
        A: (N, D) array of floats, or of uint8 as images are stored. Beware of uint8: there 3 - 5 is 254, so turn both
            into float64 before you subtract. It must not be modified.
        B: (M, D) array of the same kind. It must not be modified.

    Returns:
        (N, M) float array of distances.
    """
    # TODO(l1_distances): convert, then fill in one row of distances at a time (about 5 lines).
    raise NotImplementedError("l1_distances: not written yet (knn.py)")


def cross_validate_k(X, y, ks, num_folds):
    """Measure, for every k, how well k nearest neighbors does on examples that it was not trained on.

    Cut the examples into `num_folds` folds, in the order in which they come and without shuffling, as np.array_split
    cuts (where N is not divisible, the first folds are one longer). For each fold, train a KNearestNeighbor on all the
    *other* folds, and let it predict this one with its method `predict`, which uses your answers above.

    Args:
        X: (N, D) array of floats. It must not be modified.
        y: (N,) array of labels, integers >= 0 or integral floats. It must not be modified.
        ks: list of the values of k to try, none larger than the smallest number of training examples.
        num_folds: int with 2 <= num_folds <= N.

    Returns:
        (len(ks), num_folds) float array: entry [a, f] is the accuracy with k = ks[a] when fold f is held out, the
        fraction of the examples in fold f whose class is predicted right.
    """
    # TODO(cross_validate_k): for each fold, join the others, train, and fill in one column (about 10 lines).
    raise NotImplementedError("cross_validate_k: not written yet (knn.py)")
