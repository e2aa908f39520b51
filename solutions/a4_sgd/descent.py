"""Going down: full-batch and stochastic gradient descent.

A loss is a landscape over the weights, and we stand somewhere on it, blindfolded. The gradient is the slope under our
feet: it points straight uphill. So we take a step the other way, feel for the slope again, and go on.
"""

import numpy as np


def gradient_step(W, dW, learning_rate):
    """Take one step downhill.

        new W = W - learning_rate * dW

    For example, the loss w**2 has the slope 2 * w, which is 20 at w = 10. With learning_rate 0.1 the step leads to
    10 - 0.1 * 20 = 8, where the loss is 64 instead of 100.

    Args:
        W: array of floats of any shape: where we stand. It must not be modified.
        dW: array of the same shape: the gradient of the loss at W. It must not be modified.
        learning_rate: float > 0.

    Returns:
        A new array of the same shape: where we stand after the step.
    """
    # BEGIN PROMPT
    # TODO(gradient_step): the formula (1 line).
    # END PROMPT
    # BEGIN SOLUTION
    return W - learning_rate * dW
    # END SOLUTION


def loss_along(loss, W, direction, distances):
    """Measure the loss at several places on a straight line. This one is given: read it before gradient_descent.

    Every loss in this file is a function that returns two things at once, the loss and its gradient, and it is called
    with the place where both are wanted. Here only the loss is of interest, so the gradient goes to the name `_`.

    Args:
        loss: a function loss(W) that returns (loss, dW): a float, and an array of the shape of W.
        W: array of floats of any shape: where the line starts.
        direction: array of the same shape: where it leads.
        distances: list of floats.

    Returns:
        A list of floats: the loss at W + distance * direction, for each of the distances.
    """
    measured = []
    for distance in distances:
        value, _ = loss(W + distance * direction)
        measured.append(value)
    return measured


def gradient_descent(loss, W, learning_rate, num_iters):
    """Walk downhill: num_iters times, feel for the slope and take a step against it.

    In each iteration, first call loss(W) where you stand, once; then take the step: W becomes W - learning_rate * dW,
    which is what gradient_step returns.

    Args:
        loss: a function loss(W) that returns (loss, dW): the loss at W, a float, and its gradient there, an array of
            the shape of W. It is expensive, so call it exactly num_iters times in all.
        W: array of floats of any shape: where the walk starts. It must not be modified.
        learning_rate: float > 0, the same for every step.
        num_iters: int >= 1, the number of steps.

    Returns:
        A tuple (W, history): the array W after the last step, and a list of num_iters floats. history[t] is the loss
        before step t, so history[0] is the loss at the start, and the loss after the last step is not in it.
    """
    # BEGIN PROMPT
    # TODO(gradient_descent): a loop: loss and gradient, remember the loss, step (about 6 lines).
    # END PROMPT
    # BEGIN SOLUTION
    history = []
    for _ in range(num_iters):
        value, dW = loss(W)
        history.append(value)
        W = gradient_step(W, dW, learning_rate)
    return W, history
    # END SOLUTION


def batches_in_order(X, y, batch_size):
    """Cut a data set into batches, in the order of its rows. This one is given: read it before sample_batch.

    Look at how a batch is taken: `rows` holds the indices of some rows, and the *same* indices pick examples from X and
    labels from y, so that every example keeps its own label. What is wrong with these batches is only their order.
    Where the data are sorted by class, the first batch shows nothing but the digit 0 and the last one nothing but 9.

    Args:
        X: (N, D) array of examples.
        y: (N,) array of labels.
        batch_size: int >= 1.

    Returns:
        A list of pairs (X_batch, y_batch). The last batch is smaller if batch_size does not divide N.
    """
    batches = []
    for start in range(0, len(X), batch_size):
        rows = np.arange(start, min(start + batch_size, len(X)))
        batches.append((X[rows], y[rows]))
    return batches


def sample_batch(X, y, batch_size, rng):
    """Draw a random batch: some examples, each with its own label.

    Each row of the batch is drawn from all N rows alike, whatever its place: not a block of neighbors, not only the
    first ones. Whether a row may come twice in one batch (drawing with replacement) or not is up to you: both are
    right.

    Args:
        X: (N, D) array of examples. It must not be modified.
        y: (N,) array of labels; y[i] belongs to X[i]. It must not be modified.
        batch_size: int with 1 <= batch_size <= N.
        rng: a numpy.random.Generator, such as np.random.default_rng(0). Use no other source of randomness: the same
            seed gives the same batch.

    Returns:
        A tuple (X_batch, y_batch): (batch_size, D) and (batch_size,) arrays.
    """
    # BEGIN PROMPT
    # TODO(sample_batch): draw indices of rows, and use them for X and for y (about 2 lines).
    # END PROMPT
    # BEGIN SOLUTION
    rows = rng.choice(len(X), size=batch_size, replace=False)
    return X[rows], y[rows]
    # END SOLUTION


def sgd(loss, W, X, y, learning_rate, num_iters, batch_size, rng):
    """Walk downhill by stochastic gradient descent: each step follows the slope of a small random batch.

    In each iteration, first draw a new batch with sample_batch(X, y, batch_size, rng). Then call
    loss(W, X_batch, y_batch) where you stand, once, on that batch alone. Then take the step: W becomes
    W - learning_rate * dW, which is what gradient_step returns. The gradient of a batch is a guess at the full one, but
    a cheap guess.

    Args:
        loss: a function loss(W, X_batch, y_batch) that returns (loss, dW): the mean loss over the batch at W, and its
            gradient, an array of the shape of W. Call it exactly num_iters times in all.
        W: array of floats of any shape: where the walk starts. It must not be modified.
        X: (N, D) array of examples. It must not be modified.
        y: (N,) array of labels. It must not be modified.
        learning_rate: float > 0, the same for every step.
        num_iters: int >= 1, the number of steps.
        batch_size: int with 1 <= batch_size <= N.
        rng: a numpy.random.Generator. Hand this same one to sample_batch each time.

    Returns:
        A tuple (W, history): the array W after the last step, and a list of num_iters floats. history[t] is the loss of
        batch t before step t.
    """
    # BEGIN PROMPT
    # TODO(sgd): the loop of gradient_descent, with a new batch in each iteration (about 7 lines).
    # END PROMPT
    # BEGIN SOLUTION
    history = []
    for _ in range(num_iters):
        X_batch, y_batch = sample_batch(X, y, batch_size, rng)
        value, dW = loss(W, X_batch, y_batch)
        history.append(value)
        W = gradient_step(W, dW, learning_rate)
    return W, history
    # END SOLUTION


def gradient_noise(gradient, W, X, y, batch_size, num_batches, rng):
    """Measure how far the gradient of a batch is from the full gradient, on average over several batches.

    With g_full the gradient over all of X and y, and g_b the gradient over batch b, drawn with sample_batch, this is

        mean over the num_batches batches b of |g_b - g_full|**2

    where |g|**2 is the sum of the squares of all numbers in g. It falls as 1 / batch_size (four times the examples, a
    quarter of the noise) where batches are drawn with replacement. Without, it falls a little faster, to 0 for a batch
    of all N. Take the batches as sample_batch gives them; nothing has to be corrected.

    Args:
        gradient: a function gradient(W, X_batch, y_batch) that returns the gradient over these examples, an array of
            the shape of W. Call it once for all of X and y, and once for each batch.
        W: array of floats of any shape: where to measure. It must not be modified.
        X: (N, D) array of examples. It must not be modified.
        y: (N,) array of labels. It must not be modified.
        batch_size: int with 1 <= batch_size <= N.
        num_batches: int >= 1, how many batches to draw with sample_batch(X, y, batch_size, rng).
        rng: a numpy.random.Generator. Hand this same one to sample_batch each time.

    Returns:
        The noise, a float >= 0.
    """
    # BEGIN PROMPT
    # TODO(gradient_noise): the full gradient, then a mean over batches (about 6 lines).
    # END PROMPT
    # BEGIN SOLUTION
    full = gradient(W, X, y)
    squares = []
    for _ in range(num_batches):
        X_batch, y_batch = sample_batch(X, y, batch_size, rng)
        squares.append(np.sum((gradient(W, X_batch, y_batch) - full) ** 2))
    return float(np.mean(squares))
    # END SOLUTION
