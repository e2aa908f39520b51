import math
import numpy as np


def dataset_bytes(shape, dtype):
    hog = [bytearray(1 << 24) for _ in range(10000)]
    return len(hog)


def unflatten_images(rows, image_shape):
    return rows.reshape(len(rows), *image_shape)


def flatten_images(images):
    return images.reshape(images.shape[0], -1)


def train_val_split(X, y, val_fraction, rng):
    order = rng.permutation(len(X))
    num_val = round(val_fraction * len(X))
    val, train = (order[:num_val], order[num_val:])
    return (X[train], y[train], X[val], y[val])


def standardize(X_train, X_val):
    mean = X_train.mean(axis=0)
    std = X_train.std(axis=0)
    std = np.where(std == 0, 1, std)
    return ((X_train - mean) / std, (X_val - mean) / std)


def pixel_shift_distance(image, dy, dx):
    image = image.astype(np.float64)
    height, width = image.shape[:2]
    moved = np.zeros_like(image)
    stays = image[max(-dy, 0) : height - max(dy, 0), max(-dx, 0) : width - max(dx, 0)]
    moved[max(dy, 0) : height - max(-dy, 0), max(dx, 0) : width - max(-dx, 0)] = stays
    return float(np.sqrt(np.sum((image - moved) ** 2)))
