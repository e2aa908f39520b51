import numpy as np


def gradient_step(W, dW, learning_rate):
    dW *= learning_rate
    return W - dW


def gradient_descent(loss, W, learning_rate, num_iters):
    history = []
    for i in range(num_iters):
        l, dW = loss(W)
        history.append(l)
        W -= learning_rate * dW
    return W, history


def sample_batch(X, y, batch_size, rng):
    order = rng.permutation(len(X))
    X[:] = X[order]
    y[:] = y[order]
    return X[:batch_size], y[:batch_size]


def sgd(loss, W, X, y, learning_rate, num_iters, batch_size, rng):
    history = []
    for i in range(num_iters):
        X_batch, y_batch = sample_batch(X, y, batch_size, rng)
        l, dW = loss(W, X_batch, y_batch)
        history.append(l)
        W -= learning_rate * dW
    return W, history


def gradient_noise(gradient, W, X, y, batch_size, num_batches, rng):
    full = gradient(W, X, y)
    noise = 0
    for i in range(num_batches):
        X_batch, y_batch = sample_batch(X, y, batch_size, rng)
        noise += np.linalg.norm(gradient(W, X_batch, y_batch) - full) ** 2
    return noise / num_batches
