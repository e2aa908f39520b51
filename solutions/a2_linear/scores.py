"""From pixels to scores: the linear classifier, f(x, W) = W x + b.

One image is scored as in the lecture, by `W @ x + b` with W of shape (C, D): one *row* of W for each class. A batch of
images stands in the rows of X, and is scored by `X @ W + b` with W of shape (D, C): one *column* of W for each class.
The second W is the first one transposed. From here on the whole course scores batches, so templates are columns.

N is the number of examples, D of features (pixels), C of classes.
"""

import numpy as np


def templates(W, image_shape):
    """Turn the columns of W into pictures. This one is given: read it before you write the others.

    Column c of W has one weight for each pixel, so it can be shown as an image: the template of class c. Each template
    is stretched by itself so that its smallest weight becomes 0 (black) and its largest 1 (white).

    Args:
        W: (D, C) array of floats, one template per column (without the row of a bias).
        image_shape: the shape of one image, (H, W) or (H, W, 3), with as many numbers as W has rows.

    Returns:
        (C, H, W) or (C, H, W, 3) array of floats between 0 and 1.
    """
    low, high = W.min(axis=0), W.max(axis=0)
    span = np.where(high > low, high - low, 1)
    return ((W - low) / span).T.reshape(-1, *image_shape)


def linear_scores(W, x, b):
    """Score one image: one number for each class, the higher the likelier.

        scores[c] = W[c, 0] * x[0] + ... + W[c, D - 1] * x[D - 1] + b[c]

    Args:
        W: (C, D) array of floats: row c holds the weights of class c. It must not be modified.
        x: (D,) array of floats, the image as a vector. It must not be modified.
        b: (C,) array of floats: b[c] is the bias of class c. It must not be modified.

    Returns:
        (C,) array of floats, the scores.
    """
    # BEGIN PROMPT
    # TODO(linear_scores): one product and one sum (1 line).
    # END PROMPT
    # BEGIN SOLUTION
    return W @ x + b
    # END SOLUTION


def batch_scores(X, W, b):
    """Score a batch of images at once.

        scores[i, c] = X[i, 0] * W[0, c] + ... + X[i, D - 1] * W[D - 1, c] + b[c]

    Images are rows and templates are columns here, so W is the W of linear_scores transposed: row i of the result is
    what linear_scores gives for W.T, X[i] and b. Mind the case D == C, in which a W that lies the wrong way round fits
    all the same, and gives wrong scores without a word.

    No Python loop may run over the examples, in the open or in a comprehension. Half an iteration or more for each row
    counts as a loop, chunks of 64 rows and more do not. Also map, filter, functools.reduce, itertools.starmap and
    accumulate, np.vectorize, np.frompyfunc and np.apply_along_axis count, and tolist unless its list is the result.

    Args:
        X: (N, D) array of floats (float64 or float32), one image per row. It must not be modified.
        W: (D, C) array of the same type, one template per column. It must not be modified.
        b: (C,) array of the same type. It must not be modified.

    Returns:
        (N, C) array of floats, of the type that came in or a more precise one; also where N, D or C is 1. The order in
        which you add up is free: rounding errors of that type are expected.
    """
    # BEGIN PROMPT
    # TODO(batch_scores): one matrix product and one sum (1 line).
    # END PROMPT
    # BEGIN SOLUTION
    return X @ W + b
    # END SOLUTION


def add_bias(X, W, b):
    """Move the bias into the weights, so that there is only one thing to learn: the bias trick.

    Every image gets one more "pixel", which is always 1, and every template one more weight, the bias that this pixel
    is multiplied by:

        X1 = [ X | 1 ]        W1 = [ W ]
                                   [ b ]

    so that X1 @ W1 == X @ W + b. The ones are the *last* column of X1, and b is the *last* row of W1.

    Args:
        X: (N, D) array of floats. It must not be modified.
        W: (D, C) array of floats. It must not be modified.
        b: (C,) array of floats. It must not be modified.

    Returns:
        A tuple (X1, W1) of float arrays, (N, D + 1) and (D + 1, C). The numbers of X, W and b stand in them as they
        are.
    """
    # BEGIN PROMPT
    # TODO(add_bias): a column of ones beside X, b as a row below W (about 3 lines).
    # END PROMPT
    # BEGIN SOLUTION
    ones = np.ones((X.shape[0], 1))
    X1 = np.hstack([X, ones])
    W1 = np.vstack([W, b])
    return X1, W1
    # END SOLUTION
