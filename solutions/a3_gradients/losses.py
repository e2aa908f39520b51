"""Losses of a linear classifier, each with its gradient.

W is (D, C), X is (N, D), so the scores X @ W are (N, C): one row for each example, one column for each class. Every
function here returns the loss and dW, its gradient with respect to W. dW has the shape of W: dW[d, c] says how fast the
loss grows with W[d, c]. In all of them

    loss = (1/N) * (the sum of the losses of the N examples) + reg * np.sum(W**2)

so the examples are averaged, and the regularization is not: no 1/2, no division by N. Hence its gradient is
2 * reg * W.
"""

import numpy as np


def squared_loss_naive(W, X, y, reg):
    """Compute the squared loss and its gradient, with loops. This one is given: it shows how to write the two together.

    Score j of an example should be 1 if j is its class, else 0. With the difference r_j = score_j - target_j the
    example loses r_j**2 for each class j. The losses of the examples are averaged, and reg * np.sum(W**2) is added.

    The chain rule goes from the right to the left: with respect to r_j the slope is 2 * r_j; score_j is the sum over d
    of x[d] * W[d, j], so with respect to W[d, j] it is 2 * r_j * x[d]. That is for one number. All d together are
    column j of dW, which grows by 2 * r_j * x.

    Args:
        W: (D, C) array of weights, float64 or float32. It is not modified.
        X: (N, D) array of the same type, one example per row. It is not modified.
        y: (N,) labels: y[i] is the class of X[i], an integer from 0 to C - 1 (a list or integral floats will do). It
            is not modified.
        reg: float >= 0, the strength of the regularization.

    Returns:
        A tuple (loss, dW): a float, and a (D, C) float array, the gradient of all of the loss with respect to W. The
        loss may be Python's float or one of NumPy's. For float64 inputs both are float64; for float32 inputs, float32
        and float64 results are accepted.
    """
    num_train, num_classes = X.shape[0], W.shape[1]
    loss, dW = 0.0, np.zeros(W.shape)
    for i in range(num_train):
        scores = X[i] @ W
        for j in range(num_classes):
            target = 1.0 if j == int(y[i]) else 0.0
            difference = scores[j] - target
            loss += difference**2
            dW[:, j] += 2 * difference * X[i]
    loss /= num_train
    loss += reg * np.sum(W**2)
    dW /= num_train
    dW += 2 * reg * W
    return loss, dW


def squared_loss_vectorized(W, X, y, reg):
    """Compute the squared loss and its gradient without loops. This one is given, too.

    The loss is the mean over the examples of the sum over j of (score_j - target_j)**2, plus reg * np.sum(W**2), where
    target_j is 1 if j is the class of the example, else 0.

    `dscores[i, j]` is the slope of the loss with respect to score j of example i. From there to W it is always
    the same last step: scores = X @ W, so dW = X.T @ dscores. One matrix product adds up what all examples do to all
    columns.

    Args:
        W: (D, C) array of weights, float64 or float32. It is not modified.
        X: (N, D) array of the same type, one example per row. It is not modified.
        y: (N,) labels: y[i] is the class of X[i], an integer from 0 to C - 1 (a list or integral floats will do). It
            is not modified.
        reg: float >= 0, the strength of the regularization.

    Returns:
        A tuple (loss, dW): a float, and a (D, C) float array, the gradient of all of the loss with respect to W. The
        loss may be Python's float or one of NumPy's. For float64 inputs both are float64; for float32 inputs, float32
        and float64 results are accepted.
    """
    labels, num_train = np.asarray(y).astype(np.int64), X.shape[0]
    differences = X @ W
    differences[np.arange(num_train), labels] -= 1
    loss = np.sum(differences**2) / num_train + reg * np.sum(W**2)
    dscores = 2 * differences / num_train
    dW = X.T @ dscores + 2 * reg * W
    return loss, dW


def svm_loss_naive(W, X, y, reg):
    """Compute the hinge loss of a linear classifier (SVM) and its gradient, with loops. The loss is given.

    The loss of an example with scores s = x @ W and class y is

        sum over the classes j != y of max(0, s[j] - s[y] + 1)

    and the whole loss is the mean over the N examples, plus reg * np.sum(W**2). The gradient is that of the whole loss.

    Only a class whose margin s[j] - s[y] + 1 is positive adds to the loss, so only such a class adds to the gradient.
    (At a margin of exactly 0 the loss has a kink. There it counts as flat: it adds nothing.)

    Args:
        W: (D, C) array of weights, float64 or float32. It must not be modified.
        X: (N, D) array of the same type, one example per row. It must not be modified.
        y: (N,) labels: y[i] is the class of X[i], an integer from 0 to C - 1 (a list or integral floats will do). It
            must not be modified.
        reg: float >= 0, the strength of the regularization.

    Returns:
        A tuple (loss, dW): a float, and a (D, C) float array, the gradient of all of the loss with respect to W. The
        loss may be Python's float or one of NumPy's. For float64 inputs both are float64; for float32 inputs, float32
        and float64 results are accepted.
    """
    num_train, num_classes = X.shape[0], W.shape[1]
    loss, dW = 0.0, np.zeros(W.shape)
    for i in range(num_train):
        scores = X[i] @ W
        correct = int(y[i])
        for j in range(num_classes):
            if j == correct:
                continue
            margin = scores[j] - scores[correct] + 1
            if margin > 0:
                loss += margin
                # BEGIN PROMPT
                # TODO(svm_loss_naive): which two columns of dW does this margin change, and by what? (2 lines).
                # END PROMPT
                # BEGIN SOLUTION
                dW[:, j] += X[i]
                dW[:, correct] -= X[i]
                # END SOLUTION
    loss = loss / num_train + reg * np.sum(W**2)
    # BEGIN PROMPT
    # TODO(svm_loss_naive): average, then add the gradient of the regularization (2 lines).
    # END PROMPT
    # BEGIN SOLUTION
    dW /= num_train
    dW += 2 * reg * W
    # END SOLUTION
    return loss, dW


def svm_loss_vectorized(W, X, y, reg):
    """Compute the hinge loss and its gradient without any Python loop over examples or classes.

    That is, none in the open, and none hidden in a comprehension. Half an iteration or more for each row or class
    counts as a loop, chunks of 64 rows and more do not. Also map, filter, functools.reduce, itertools.starmap and
    accumulate, np.vectorize, np.frompyfunc and np.apply_along_axis count, and tolist unless its list is the result.
    (np.add.at and other functions that loop inside NumPy are welcome.)

    The loss of an example with scores s = x @ W and class y is

        sum over the classes j != y of max(0, s[j] - s[y] + 1)

    and the whole loss is the mean over the N examples, plus reg * np.sum(W**2). A class whose margin s[j] - s[y] + 1 is
    exactly 0 adds nothing to the gradient.

    Work with arrays of shape (N, C). Memory beyond O(N * C + C * C + (N + C) * D) is not allowed: no array of shape
    (N, N) or (N, D, C).

    Args:
        W: (D, C) array of weights, float64 or float32. It must not be modified.
        X: (N, D) array of the same type, one example per row. It must not be modified.
        y: (N,) labels: y[i] is the class of X[i], an integer from 0 to C - 1 (a list or integral floats will do, so
            make it an array of integers before you index with it, as squared_loss_vectorized does). It must not be
            modified.
        reg: float >= 0, the strength of the regularization.

    Returns:
        A tuple (loss, dW): a float, and a (D, C) float array, the gradient of all of the loss with respect to W. The
        loss may be Python's float or one of NumPy's. For float64 inputs both are float64; for float32 inputs, float32
        and float64 results are accepted.
    """
    # BEGIN PROMPT
    # TODO(svm_loss_vectorized): scores, margins, loss; then dscores and dW (about 10 lines).
    # END PROMPT
    # BEGIN SOLUTION
    rows, labels = np.arange(X.shape[0]), np.asarray(y).astype(np.int64)
    scores = X @ W
    margins = np.maximum(0, scores - scores[rows, labels][:, None] + 1)
    margins[rows, labels] = 0
    loss = np.sum(margins) / X.shape[0] + reg * np.sum(W**2)
    dscores = np.where(margins > 0, 1.0, 0.0)
    dscores[rows, labels] = -np.sum(dscores, axis=1)
    dW = X.T @ dscores / X.shape[0] + 2 * reg * W
    return loss, dW
    # END SOLUTION


def softmax_loss_naive(W, X, y, reg):
    """Compute the softmax loss (cross-entropy) of a linear classifier and its gradient, example by example.

    The scores s = x @ W of an example become probabilities p, and its loss is -log of the probability of its class y:

        p[j] = exp(s[j]) / (sum over k of exp(s[k]))        loss = -log(p[y])

    With respect to the score s[j] its slope is p[j] - 1 if j is y, and p[j] if not. The whole loss is the mean over the
    N examples, plus reg * np.sum(W**2). The gradient is that of the whole loss.

    exp(1000) is infinite, so first subtract the largest score of the example from all of them: p stays the same. And
    p[y] can be too small for a float, where its log would be infinite, so take the log by hand, with shifted scores s:

        -log(p[y]) = log(sum over k of exp(s[k])) - s[y]

    For scores of some 10,000, positive or negative, loss and dW must be right, and no entry inf or NaN.

    A further loop over the classes is welcome here, but not needed.

    Args:
        W: (D, C) array of weights, float64 or float32. It must not be modified.
        X: (N, D) array of the same type, one example per row. It must not be modified.
        y: (N,) labels: y[i] is the class of X[i], an integer from 0 to C - 1 (a list or integral floats will do). It
            must not be modified.
        reg: float >= 0, the strength of the regularization.

    Returns:
        A tuple (loss, dW): a float, and a (D, C) float array, the gradient of all of the loss with respect to W. The
        loss may be Python's float or one of NumPy's. For float64 inputs both are float64; for float32 inputs, float32
        and float64 results are accepted.
    """
    num_train = X.shape[0]
    loss, dW = 0.0, np.zeros(W.shape)
    for i in range(num_train):
        scores = X[i] @ W
        correct = int(y[i])
        # BEGIN PROMPT
        # TODO(softmax_loss_naive): add the loss of example i, and what it does to the columns of dW (about 6 lines).
        # END PROMPT
        # BEGIN SOLUTION
        scores = scores - np.max(scores)
        total = np.sum(np.exp(scores))
        loss += np.log(total) - scores[correct]
        for j in range(W.shape[1]):
            p = np.exp(scores[j]) / total
            dW[:, j] += (p - (j == correct)) * X[i]
        # END SOLUTION
    # BEGIN PROMPT
    # TODO(softmax_loss_naive): average both, then regularize both (about 4 lines).
    # END PROMPT
    # BEGIN SOLUTION
    loss = loss / num_train + reg * np.sum(W**2)
    dW = dW / num_train + 2 * reg * W
    # END SOLUTION
    return loss, dW


def softmax_loss_vectorized(W, X, y, reg):
    """Compute the softmax loss and its gradient without any Python loop over examples or classes.

    That is, none in the open, and none hidden in a comprehension. Half an iteration or more for each row or class
    counts as a loop, chunks of 64 rows and more do not. Also map, filter, functools.reduce, itertools.starmap and
    accumulate, np.vectorize, np.frompyfunc and np.apply_along_axis count, and tolist unless its list is the result.
    (np.add.at and other functions that loop inside NumPy are welcome.)

    The loss of an example with scores s = x @ W and class y is

        -log(p[y]) = log(sum over k of exp(s[k])) - s[y]        with p[j] = exp(s[j]) / (sum over k of exp(s[k]))

    and its slope with respect to s[j] is p[j] - 1 if j is y, and p[j] if not. The whole loss is the mean over the N
    examples, plus reg * np.sum(W**2).

    For scores of some 10,000, positive or negative, loss and dW must be right, and no entry inf or NaN: subtract from
    the scores of each example its own largest score (not the largest of all examples).

    Work with arrays of shape (N, C). Memory beyond O(N * C + C * C + (N + C) * D) is not allowed: no array of shape
    (N, N) or (N, D, C).

    Args:
        W: (D, C) array of weights, float64 or float32. It must not be modified.
        X: (N, D) array of the same type, one example per row. It must not be modified.
        y: (N,) labels: y[i] is the class of X[i], an integer from 0 to C - 1 (a list or integral floats will do, so
            make it an array of integers before you index with it, as squared_loss_vectorized does). It must not be
            modified.
        reg: float >= 0, the strength of the regularization.

    Returns:
        A tuple (loss, dW): a float, and a (D, C) float array, the gradient of all of the loss with respect to W. The
        loss may be Python's float or one of NumPy's. For float64 inputs both are float64; for float32 inputs, float32
        and float64 results are accepted.
    """
    # BEGIN PROMPT
    # TODO(softmax_loss_vectorized): shifted scores, loss; then dscores and dW (about 9 lines).
    # END PROMPT
    # BEGIN SOLUTION
    rows, labels = np.arange(X.shape[0]), np.asarray(y).astype(np.int64)
    scores = X @ W
    scores = scores - np.max(scores, axis=1, keepdims=True)
    exps = np.exp(scores)
    totals = np.sum(exps, axis=1, keepdims=True)
    loss = np.mean(np.log(totals[:, 0]) - scores[rows, labels]) + reg * np.sum(W**2)
    dscores = exps / totals
    dscores[rows, labels] -= 1
    dW = X.T @ dscores / X.shape[0] + 2 * reg * W
    return loss, dW
    # END SOLUTION
