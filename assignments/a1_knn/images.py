"""Images as arrays, and arrays as vectors.

A gray image is an array of shape (H, W), a color image one of shape (H, W, C), and N images of one size are a single
array of shape (N, H, W) or (N, H, W, C). A classifier sees neither rows nor columns nor colors: it sees N vectors of
length D, so most of this file leads from the one to the other.
"""

import math

import numpy as np


def dataset_bytes(shape, dtype):
    """Return how many bytes a data set takes in memory.

    A data set is one big array. It has shape[0] * shape[1] * ... elements, and each takes as many bytes as its type
    says: np.dtype("uint8").itemsize is 1, np.dtype("float64").itemsize is 8.

    The data set may be larger than your memory (ImageNet is), so compute the number without making the array.

    Args:
        shape: tuple of ints, such as (60000, 28, 28) for MNIST.
        dtype: the name of a NumPy type, such as "uint8" or "float64".

    Returns:
        The number of bytes, an int: 47040000 for MNIST in uint8.
    """
    # TODO(dataset_bytes): the number of elements times the bytes of one element (1 line).
    raise NotImplementedError("dataset_bytes: not written yet (images.py)")


def unflatten_images(rows, image_shape):
    """Turn vectors back into images. This one is given: read it before you write flatten_images.

    Args:
        rows: (N, D) array, one image per row.
        image_shape: the shape of one image, (H, W) or (H, W, C), with H * W (* C) == D.

    Returns:
        (N, H, W) or (N, H, W, C) array of the same dtype: row i becomes image i, filled row by row.
    """
    return rows.reshape(len(rows), *image_shape)


def flatten_images(images):
    """Turn images into vectors: one image per row.

    Row i holds the numbers of image i in the order of their indices: the first row of pixels from left to right, then
    the second row, and so on; in a color image the C numbers of one pixel stand side by side. So unflatten_images
    gives the images back.

    Args:
        images: (N, H, W) or (N, H, W, C) array of any dtype. It must not be modified.

    Returns:
        (N, D) array of the same dtype, where D = H * W or D = H * W * C.
    """
    # TODO(flatten_images): keep the first axis, merge all others into one (1 line).
    raise NotImplementedError("flatten_images: not written yet (images.py)")


def train_val_split(X, y, val_fraction, rng):
    """Split examples at random into a training part and a validation part.

    Every example goes to exactly one of the two parts, and keeps its own label. Which examples are held out is decided
    by `rng` alone: the same seed gives the same split, and every choice of that many examples is equally likely. The
    order of the examples inside a part is up to you.

    Args:
        X: (N, D) array of examples. It must not be modified.
        y: (N,) array of labels, integers or integral floats; y[i] belongs to X[i]. It must not be modified.
        val_fraction: float, 0 <= val_fraction <= 1. The validation part has round(val_fraction * N) examples; at 0 and
            at 1 one of the parts is empty.
        rng: a numpy.random.Generator, such as np.random.default_rng(0). Use no other source of randomness.

    Returns:
        A tuple (X_train, y_train, X_val, y_val), in this order.
    """
    # TODO(train_val_split): draw one random order of the N indices and cut it in two (about 4 lines).
    raise NotImplementedError("train_val_split: not written yet (images.py)")


def standardize(X_train, X_val):
    """Bring every feature to mean 0 and standard deviation 1, by the statistics of the training part alone.

    For feature (column) j, with mean_j and std_j taken over the rows of X_train,

        new[i, j] = (old[i, j] - mean_j) / std_j

    in both parts. The validation part stands for examples that nobody has seen yet, so it has no say in mean_j and
    std_j. Here std_j is the population standard deviation, as np.std computes it by default. A feature that is constant
    in X_train has std_j = 0: only subtract its mean, in both parts (that is, divide by 1). Every other feature is
    divided by exactly std_j, with nothing added to it.

    Args:
        X_train: (N, D) array of numbers (floats, or integers), N >= 1. It must not be modified.
        X_val: (M, D) array of the same kind. It must not be modified.

    Returns:
        A tuple of two float arrays, (N, D) and (M, D): both parts, standardized.
    """
    # TODO(standardize): two statistics per column, then the formula for both parts (about 4 lines).
    raise NotImplementedError("standardize: not written yet (images.py)")


def pixel_shift_distance(image, dy, dx):
    """Return how far an image is from itself, once it has moved a little.

    The image moves down by `dy` pixels and to the right by `dx` pixels (up and left where they are negative). What
    leaves the frame is lost, and zeros come in on the other side; nothing comes back in. The distance is Euclidean:

        sqrt(sum over all pixels (and colors) of (image - moved)**2)

    Args:
        image: (H, W) or (H, W, C) array of floats, or of uint8. Beware of uint8: there 3 - 5 is 254, so turn the image
            into float64 before you subtract. It must not be modified.
        dy: int with -H < dy < H.
        dx: int with -W < dx < W.

    Returns:
        The distance, a float.
    """
    # TODO(pixel_shift_distance): copy the part that stays in the frame into an array of zeros, and measure
    # (about 6 lines).
    raise NotImplementedError("pixel_shift_distance: not written yet (images.py)")
