import numpy as np


class Odd:
    def __array__(self, dtype=None, copy=None):
        raise RuntimeError("no array")

    def __len__(self):
        return -1


def dataset_bytes(shape, dtype):
    return "47040000"


def flatten_images(images):
    return None


def train_val_split(X, y, val_fraction, rng):
    return X, y, X


def standardize(X_train, X_val):
    return (part for part in (X_train, X_val))


def pixel_shift_distance(image, dy, dx):
    return Odd()
