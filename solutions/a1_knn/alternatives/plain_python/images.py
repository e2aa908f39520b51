"""Element by element, as in a first course of programming; sizes as floats, statistics from the library."""

import statistics

import numpy as np


def unflatten_images(rows, image_shape):
    """Turn vectors back into images."""
    return rows.reshape(len(rows), *image_shape)


def dataset_bytes(shape, dtype):
    """Multiply in a loop; the result is a float."""
    total = 1
    for s in shape:
        total *= s
    return float(total) * np.zeros(1, dtype=dtype).nbytes


def flatten_images(images):
    """Fill the rows of an empty array."""
    D = 1
    for s in images.shape[1:]:
        D *= s
    out = np.empty((len(images), D), dtype=images.dtype)
    for n in range(len(images)):
        out[n, :] = images[n].flatten()
    return out


def train_val_split(X, y, val_fraction, rng):
    """Make pairs and share them out."""
    pairs = [(X[i], y[i]) for i in range(len(X))]
    order = rng.permutation(len(pairs))
    n = round(val_fraction * len(pairs))
    val = [pairs[i] for i in order[:n]]
    train = [pairs[i] for i in order[n:]]
    return (
        np.array([p[0] for p in train]),
        np.array([p[1] for p in train]),
        np.array([p[0] for p in val]),
        np.array([p[1] for p in val]),
    )


def standardize(X_train, X_val):
    """Use the statistics module on every column."""
    out_t, out_v = [], []
    for j in range(X_train.shape[1]):
        col = [float(v) for v in X_train[:, j]]
        m = statistics.mean(col)
        s = statistics.pstdev(col)
        if s == 0:
            s = 1
        out_t.append([(float(v) - m) / s for v in X_train[:, j]])
        out_v.append([(float(v) - m) / s for v in X_val[:, j]])
    return np.array(out_t).T, np.array(out_v).T


def pixel_shift_distance(image, dy, dx):
    """Visit every number of the image."""
    H, W = image.shape[:2]
    total = 0
    for r in range(H):
        for c in range(W):
            a = np.atleast_1d(image[r, c])
            for ch in range(len(a)):
                old = float(a[ch])
                rr, cc = r - dy, c - dx
                new = float(np.atleast_1d(image[rr, cc])[ch]) if (0 <= rr < H and 0 <= cc < W) else 0.0
                total += (old - new) ** 2
    return total**0.5
