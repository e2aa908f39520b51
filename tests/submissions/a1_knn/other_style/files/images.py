"""Images, in the style of somebody who likes short lines."""

import numpy as np


def dataset_bytes(shape, dtype):
    n = 1
    for s in shape:
        n = n * s
    return n * np.dtype(dtype).itemsize


def unflatten_images(rows, image_shape):
    return rows.reshape(len(rows), *image_shape)


def flatten_images(images):
    N = images.shape[0]
    D = 1
    for s in images.shape[1:]:
        D *= s
    return images.reshape((N, D))


def train_val_split(X, y, val_fraction, rng):
    N = len(X)
    n_val = int(np.round(val_fraction * N))
    perm = rng.permutation(np.arange(N))
    tr = perm[: N - n_val]
    va = perm[N - n_val :]
    return X[tr, :], y[tr], X[va, :], y[va]


def standardize(X_train, X_val):
    m = np.mean(X_train, axis=0, keepdims=True)
    s = np.std(X_train, axis=0, keepdims=True)
    s = s + (s == 0)
    return (X_train - m) / s, (X_val - m) / s


def pixel_shift_distance(image, dy, dx):
    img = image.astype(float)
    h = img.shape[0]
    w = img.shape[1]
    new = np.zeros(img.shape)
    for r in range(h):
        for c in range(w):
            if 0 <= r + dy < h and 0 <= c + dx < w:
                new[r + dy, c + dx] = img[r, c]
    return np.linalg.norm((img - new).ravel())
