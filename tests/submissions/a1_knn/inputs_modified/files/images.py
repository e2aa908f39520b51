import math
import numpy as np


def dataset_bytes(shape, dtype):
    return math.prod(shape) * np.dtype(dtype).itemsize


def unflatten_images(rows, image_shape):
    return rows.reshape(len(rows), *image_shape)


def flatten_images(images):
    return images.reshape(images.shape[0], -1)


def train_val_split(X, y, val_fraction, rng):
    num_val = round(val_fraction * len(X))
    together = rng.permutation(len(X))
    X[:] = X[together]
    y[:] = y[together]
    return (X[num_val:].copy(), y[num_val:].copy(), X[:num_val].copy(), y[:num_val].copy())


def standardize(X_train, X_val):
    mean, std = (X_train.mean(axis=0), X_train.std(axis=0))
    std[std == 0] = 1
    X_train -= mean
    X_train /= std
    X_val -= mean
    X_val /= std
    return (X_train, X_val)


def pixel_shift_distance(image, dy, dx):
    image = image.astype(np.float64)
    height, width = image.shape[:2]
    moved = np.zeros_like(image)
    stays = image[max(-dy, 0) : height - max(dy, 0), max(-dx, 0) : width - max(dx, 0)]
    moved[max(dy, 0) : height - max(-dy, 0), max(dx, 0) : width - max(-dx, 0)] = stays
    return float(np.sqrt(np.sum((image - moved) ** 2)))
