"""A linear classifier that learns by stochastic gradient descent, and how to choose its hyperparameters.

The names and signatures are those of Stanford's CS231n, but for the loss: least squares, in squared_error.py.
"""

import numpy as np
from squared_error import least_squares_loss


def accuracy(predicted, y):
    """Return the fraction of the predictions that are right. This one is given.

    Args:
        predicted: (N,) array of labels.
        y: (N,) array of the true labels.

    Returns:
        A float from 0 to 1.
    """
    return float(np.mean(predicted == y))


class LinearClassifier:
    """A linear classifier: example x has the scores x @ W, one for each class, and the largest score wins.

    self.W is a (D, C) array of floats, one column for each class, or None before the first training. This class does
    not know what a good W is: a subclass supplies the method `loss`, as LeastSquares in least_squares.py does.
    """

    def __init__(self):
        self.W = None

    def loss(self, X_batch, y_batch, reg):
        """Return the loss of self.W and its gradient over a batch. Each subclass has its own; leave this one alone.

        Args:
            X_batch: (B, D) array of examples.
            y_batch: (B,) array of labels.
            reg: float, the strength of the regularization.

        Returns:
            A tuple (loss, dW): a float, and an array of the shape of self.W.
        """
        raise TypeError("LinearClassifier has no loss of its own: make an instance of a subclass, such as LeastSquares")

    def train(self, X, y, learning_rate=1e-3, reg=1e-5, num_iters=100, batch_size=200, verbose=False):
        """Train self.W by stochastic gradient descent.

        If self.W is None, first give it random values: a (D, C) array of standard normal numbers times 0.001. The
        classes are 0, 1, ..., C - 1, where C - 1 is the largest label in y (a class in between may have no example). If
        self.W is there already, go on from it, so that training can be continued.

        Then, in each of num_iters iterations: draw a random batch of rows of X with their own labels, each row from all
        N rows alike (with or without replacement); get its loss and gradient from self.loss(X_batch, y_batch, reg),
        once; and take a step, with which self.W becomes self.W - learning_rate * dW. (dW has the regularization in it
        already.)

        Args:
            X: (N, D) array of floats. It must not be modified.
            y: (N,) labels, integers >= 0 (a list or integral floats will do). It must not be modified.
            learning_rate: float.
            reg: float, handed on to self.loss.
            num_iters: int >= 0.
            batch_size: int >= 1, the number of examples in a batch. Where N is smaller, a batch has N examples.
            verbose: whether to print the loss now and then.

        Returns:
            A list of num_iters floats: the loss of each batch, before its step.

        For random numbers you may use the global np.random here, such as np.random.choice, or a generator of your own.
        """
        y = np.asarray(y).astype(np.int64)
        num_train, dim = X.shape
        batch_size = min(batch_size, num_train)

        if self.W is None:
            # BEGIN PROMPT
            # TODO(train): count the classes, and set self.W to small random numbers (about 2 lines).
            # END PROMPT
            # BEGIN SOLUTION
            num_classes = np.max(y) + 1
            self.W = 0.001 * np.random.normal(size=(dim, num_classes))
            # END SOLUTION

        loss_history = []
        for iteration in range(num_iters):
            # BEGIN PROMPT
            # TODO(train): draw X_batch and y_batch, batch_size random examples with their labels (about 2 lines).
            # END PROMPT
            # BEGIN SOLUTION
            rows = np.random.choice(num_train, batch_size)
            X_batch, y_batch = X[rows], y[rows]
            # END SOLUTION

            loss, dW = self.loss(X_batch, y_batch, reg)
            loss_history.append(float(loss))

            # BEGIN PROMPT
            # TODO(train): take the step (1 line).
            # END PROMPT
            # BEGIN SOLUTION
            self.W = self.W - learning_rate * dW
            # END SOLUTION

            if verbose and iteration % 100 == 0:
                print(f"iteration {iteration} / {num_iters}: loss {loss:.4f}")
        return loss_history

    def predict(self, X):
        """Predict the class of each example: the one with the largest score.

        The scores of example i are X[i] @ self.W. Where several classes have the largest score, the smallest of their
        labels wins. (No score is NaN in the tests.)

        No Python loop may run over the examples, in the open or in a comprehension. Half an iteration or more for each
        row counts as a loop, chunks of 64 rows and more do not. Also map, filter, functools.reduce, itertools.starmap
        and accumulate, np.vectorize, np.frompyfunc and np.apply_along_axis count, and tolist unless its list is the
        result.

        Args:
            X: (N, D) array of floats. It must not be modified, and neither must self.W.

        Returns:
            (N,) array of integers from 0 to C - 1: the predicted class of each example.
        """
        # BEGIN PROMPT
        # TODO(predict): all scores at once, then the place of the largest in each row (about 2 lines).
        # END PROMPT
        # BEGIN SOLUTION
        scores = X @ self.W
        return np.argmax(scores, axis=1)
        # END SOLUTION


def grid_search(train_and_score, learning_rates, regs):
    """Try every learning rate with every strength of regularization, and find the best pair.

    Call train_and_score(learning_rate, reg) exactly once for each pair: it trains a new classifier and returns its
    accuracy on the validation data. Where training diverges that accuracy can be NaN. It goes into the table as it is,
    but NaN is never the best. (In the tests, at least one accuracy is a number. All numbers may be 0.)

    Args:
        train_and_score: a function that takes a learning rate and a strength, and returns an accuracy, a float.
        learning_rates: list of floats.
        regs: list of floats.

    Returns:
        A tuple (accuracies, best_learning_rate, best_reg).
        accuracies: (len(learning_rates), len(regs)) array of floats: entry [i, j] is the accuracy with
            learning_rates[i] and regs[j].
        best_learning_rate, best_reg: the pair with the highest accuracy. Of several, the one with the first learning
            rate in the list; and among those, the one with the first strength.
    """
    # BEGIN PROMPT
    # TODO(grid_search): fill the table with two loops, and find its largest number (about 8 lines).
    # END PROMPT
    # BEGIN SOLUTION
    accuracies = np.zeros((len(learning_rates), len(regs)))
    for i, learning_rate in enumerate(learning_rates):
        for j, reg in enumerate(regs):
            accuracies[i, j] = train_and_score(learning_rate, reg)
    row, column = np.unravel_index(np.nanargmax(accuracies), accuracies.shape)
    return accuracies, learning_rates[row], regs[column]
    # END SOLUTION


def train_on_digits(X, y, rng):
    """Learn to read handwritten digits: return a W that is right on at least 90 % of digits that it has not seen.

    Any method will do that learns W from X and y with NumPy: gradient descent on all examples, batches, another loss
    than least squares. The graders take your W, compute np.argmax(X_test @ W, axis=1) for digits that were held out,
    and count how many are right. From 80 % on you get a part of the points, from 90 % on all of them. Gradient descent
    on least_squares_loss reaches 93 to 95 % on them. (If you do not need that function, you may delete its import.)

    Learn from what you are given: numbers copied from elsewhere will not do, for some tests swap the labels (all threes
    become sevens, say). And write the steps here, rather than through your functions above, so that a slip there costs
    you nothing here. The time limit is 5 seconds; a second is plenty.

    Args:
        X: (N, 65) array of floats, N from 1,000 to 1,800. Columns 0 to 63 are the pixels, from 0 (paper) to 1 (ink);
            the last column is all ones, so that the last row of W is the bias. It must not be modified.
        y: (N,) array of labels, integers from 0 to 9. It must not be modified.
        rng: a numpy.random.Generator, if you need random numbers.

    Returns:
        W, a (65, 10) array of floats.
    """
    # BEGIN PROMPT
    # TODO(train_on_digits): choose a start, a learning rate and a number of steps, and go down (about 5 lines).
    # END PROMPT
    # BEGIN SOLUTION
    W = np.zeros((65, 10))
    for _ in range(300):
        _, dW = least_squares_loss(W, X, y, reg=1e-4)
        W -= 0.05 * dW
    return W
    # END SOLUTION
