import numpy as np


def samples_for_density(per_axis, d):
    return per_axis**d


def edge_for_fraction(fraction, d):
    e = 1.0
    while e != fraction:
        e = e**d
    return e


def distance_contrast(rng, n, d):
    points = rng.random((n, d))
    query = rng.random(d)
    dists = np.sqrt(np.sum((points - query) ** 2, axis=1))
    return float((dists.max() - dists.min()) / dists.min())


def knn_regress(x_train, y_train, x, k):
    predictions = np.zeros(len(x))
    for i, place in enumerate(x):
        squares = np.sum((x_train - place) ** 2, axis=1)
        predictions[i] = np.mean(y_train[np.argsort(squares)[:k]])
    return predictions
