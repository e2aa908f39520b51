"""Indices shuffled in place, a mask for the parts, the moved image by np.roll with the strip set to 0."""

import numpy as np


def unflatten_images(rows, image_shape):
    """Turn vectors back into images."""
    return rows.reshape(len(rows), *image_shape)


def dataset_bytes(shape, dtype):
    """Multiply with NumPy, in Python's integers."""
    return int(np.prod(shape, dtype=object)) * np.dtype(dtype).itemsize


def flatten_images(images):
    """Reshape with the length worked out."""
    N = len(images)
    return np.reshape(images, (N, images[0].size)).copy()


def train_val_split(X, y, val_fraction, rng):
    """Shuffle the indices and mark those that are held out."""
    indices = np.arange(len(X))
    rng.shuffle(indices)
    held = np.zeros(len(X), dtype=bool)
    held[indices[len(X) - round(len(X) * val_fraction) :]] = True
    return X[~held], y[~held], X[held], y[held]


def standardize(X_train, X_val):
    """Divide only where there is something to divide by."""
    mu, sigma = np.mean(X_train, 0), np.std(X_train, 0)

    def scaled(part):
        centered = part - mu
        return np.divide(centered, sigma, out=centered.copy(), where=sigma > 0)

    return scaled(X_train), scaled(X_val)


def pixel_shift_distance(image, dy, dx):
    """Roll, and set to 0 what came in on the other side."""
    image = image.astype(np.float64)
    moved = np.roll(image, (dy, dx), axis=(0, 1))
    if dy > 0:
        moved[:dy] = 0
    elif dy < 0:
        moved[dy:] = 0
    if dx > 0:
        moved[:, :dx] = 0
    elif dx < 0:
        moved[:, dx:] = 0
    return np.sqrt(((image - moved) ** 2).sum())
