"""Validation rows by rng.choice, statistics from their formulas, the moved image by np.pad."""

import numpy as np


def unflatten_images(rows, image_shape):
    """Turn vectors back into images."""
    return rows.reshape(len(rows), *image_shape)


def dataset_bytes(shape, dtype):
    """Multiply in a loop."""
    total = np.dtype(dtype).itemsize
    for length in shape:
        total *= length
    return total


def flatten_images(images):
    """Ravel one image after the other."""
    return np.array([image.ravel() for image in images])


def train_val_split(X, y, val_fraction, rng):
    """Choose rows without replacement."""
    held = rng.choice(len(X), size=round(val_fraction * len(X)), replace=False)
    return np.delete(X, held, axis=0), np.delete(y, held), X[held], y[held]


def standardize(X_train, X_val):
    """Use the formulas of mean and deviation."""
    mu = np.sum(X_train, axis=0) / len(X_train)
    sigma = np.sqrt(np.mean((X_train - mu) ** 2, axis=0))
    sigma[sigma == 0] = 1.0
    return [(part - mu) / sigma for part in (X_train, X_val)]


def pixel_shift_distance(image, dy, dx):
    """Pad with zeros and cut the frame out."""
    image = np.array(image, dtype=float)
    H, W = image.shape[:2]
    wide = np.pad(image, [(H, H), (W, W)] + [(0, 0)] * (image.ndim - 2))
    return np.linalg.norm(image - wide[H - dy : 2 * H - dy, W - dx : 2 * W - dx])
