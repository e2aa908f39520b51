"""A linear classifier with the least-squares loss. This file is given: read it, use it, and leave it as it is."""

from classifier import LinearClassifier
from squared_error import least_squares_loss


class LeastSquares(LinearClassifier):
    """The linear classifier with the loss of squared_error.py: all else it inherits from yours."""

    def loss(self, X_batch, y_batch, reg):
        """Compute the loss of self.W and its gradient over a batch; see LinearClassifier.loss."""
        return least_squares_loss(self.W, X_batch, y_batch, reg)
