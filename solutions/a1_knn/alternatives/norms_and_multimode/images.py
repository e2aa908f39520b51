"""Lists of indices, variance as the mean square minus the squared mean, the moved image by index tables."""

import numpy as np


def unflatten_images(rows, image_shape):
    """Turn vectors back into images."""
    return rows.reshape(len(rows), *image_shape)


def dataset_bytes(shape, dtype):
    """Multiply with np.prod."""
    return int(np.prod(shape)) * np.dtype(dtype).itemsize


def flatten_images(images):
    """Reshape with D worked out by np.prod."""
    N = images.shape[0]
    return images.reshape(N, np.prod(images.shape[1:]))


def train_val_split(X, y, val_fraction, rng):
    """Shuffle a list of indices."""
    N = X.shape[0]
    n = round(val_fraction * N)
    idx = list(range(N))
    rng.shuffle(idx)
    return X[idx[n:]], y[idx[n:]], X[idx[:n]], y[idx[:n]]


def standardize(X_train, X_val):
    """Take the variance as the mean square minus the squared mean."""
    mu = X_train.mean(0)
    sd = np.sqrt((X_train.astype(float) ** 2).mean(0) - mu**2)
    sd[np.isclose(sd, 0)] = 1
    return (X_train - mu) / sd, (X_val - mu) / sd


def pixel_shift_distance(image, dy, dx):
    """Look up where every row and column came from."""
    img = np.float64(image)
    H, W = img.shape[0], img.shape[1]
    rows = np.arange(H) - dy
    cols = np.arange(W) - dx
    ok_r = (rows >= 0) & (rows < H)
    ok_c = (cols >= 0) & (cols < W)
    out = np.zeros(img.shape)
    out[np.ix_(ok_r, ok_c)] = img[np.ix_(rows[ok_r], cols[ok_c])]
    return np.linalg.norm(img - out)
