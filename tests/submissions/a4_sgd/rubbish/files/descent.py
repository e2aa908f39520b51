import numpy as np


class Odd:
    def __array__(self, dtype=None, copy=None):
        raise RuntimeError("no array")

    def __len__(self):
        return -1


def gradient_step(W, dW, learning_rate):
    return None


def gradient_descent(loss, W, learning_rate, num_iters):
    return W


def sample_batch(X, y, batch_size, rng):
    return X[0], y[0], rng


def sgd(loss, W, X, y, learning_rate, num_iters, batch_size, rng):
    return Odd(), (float("nan") for _ in range(num_iters))


def gradient_noise(gradient, W, X, y, batch_size, num_batches, rng):
    return ["quiet"]
