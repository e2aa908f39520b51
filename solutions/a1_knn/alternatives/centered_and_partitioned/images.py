"""A virtual array, random scores for the split, both parts standardized in one array, a large canvas."""

import numpy as np


def unflatten_images(rows, image_shape):
    """Turn vectors back into images."""
    return rows.reshape(len(rows), *image_shape)


def dataset_bytes(shape, dtype):
    """Ask an array that takes no memory."""
    return np.broadcast_to(np.zeros((), dtype), shape).nbytes


def flatten_images(images):
    """Concatenate images of one row."""
    return np.concatenate([image.reshape(1, -1) for image in images])


def train_val_split(X, y, val_fraction, rng):
    """Hold out those with the smallest random scores."""
    num = round(val_fraction * len(y))
    score = rng.standard_normal(len(y))
    held = np.isin(np.arange(len(y)), np.argpartition(score, num - 1)[:num] if num else [])
    return X[~held], y[~held], X[held], y[held]


def standardize(X_train, X_val):
    """Standardize both parts as one array and cut it."""
    center = np.mean(X_train, axis=0, dtype=np.float64)
    spread = np.std(X_train, axis=0, dtype=np.float64)
    spread[spread < 1e-12] = 1.0
    both = (np.vstack([X_train, X_val]) - center) / spread
    return tuple(np.split(both, [len(X_train)]))


def pixel_shift_distance(image, dy, dx):
    """Paste the image into a canvas of three by three frames."""
    big = np.zeros((3 * image.shape[0], 3 * image.shape[1], *image.shape[2:]))
    H, W = image.shape[:2]
    big[H + dy : 2 * H + dy, W + dx : 2 * W + dx] = image
    gap = image - big[H : 2 * H, W : 2 * W]
    return np.sqrt(np.vdot(gap, gap))
