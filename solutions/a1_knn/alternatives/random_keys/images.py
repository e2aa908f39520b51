"""A random order from sorted random keys; the moved image pixel by pixel."""

from math import prod

import numpy as np


def unflatten_images(rows, image_shape):
    """Turn vectors back into images."""
    return rows.reshape(len(rows), *image_shape)


def dataset_bytes(shape, dtype):
    """Count with math.prod."""
    return prod(shape, start=np.empty(0, dtype).itemsize)


def flatten_images(images):
    """Concatenate the rows of each image."""
    return np.ascontiguousarray(images).reshape(len(images), -1)


def train_val_split(X, y, val_fraction, rng):
    """Sort random keys."""
    N = X.shape[0]
    order = np.argsort(rng.random(N))
    cut = N - round(val_fraction * N)
    return X[order[:cut]], y[order[:cut]], X[order[cut:]], y[order[cut:]]


def standardize(X_train, X_val):
    """Go through the columns."""
    new_train, new_val = X_train.astype(float), X_val.astype(float)
    for j in range(X_train.shape[1]):
        mean, std = new_train[:, j].mean(), new_train[:, j].std()
        for part in (new_val, new_train):
            part[:, j] = (part[:, j] - mean) / (std if std > 0 else 1.0)
    return new_train, new_val


def pixel_shift_distance(image, dy, dx):
    """Visit every pixel."""
    H, W = image.shape[:2]
    total = 0.0
    for r in range(H):
        for c in range(W):
            inside = 0 <= r - dy < H and 0 <= c - dx < W
            came = np.float64(image[r - dy, c - dx]) if inside and image.ndim == 2 else 0.0
            if image.ndim == 3:
                came = image[r - dy, c - dx].astype(float) if inside else np.zeros(image.shape[2])
            total += np.sum((image[r, c].astype(float) - came) ** 2)
    return total**0.5
