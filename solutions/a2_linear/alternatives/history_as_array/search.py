"""A history as an array, and flat weights."""

import numpy as np


def random_search(loss, shape, num_tries, rng, scale=1.0):
    """Keep pairs, and take the one with the lowest loss."""
    tried = []
    for _ in range(num_tries):
        W = (scale * rng.standard_normal(int(np.prod(shape)))).reshape(shape)
        tried.append((loss(W), W))
    value, W = min(tried, key=lambda pair: pair[0])
    return W, np.asarray(value)


def local_search(loss, W, num_steps, step_size, rng):
    """Fill an array of known length."""
    history = np.empty(num_steps + 1)
    history[0] = loss(W.copy())
    where = W.astype(float)
    for t in range(1, num_steps + 1):
        proposal = where + rng.normal(scale=step_size, size=where.size).reshape(where.shape)
        history[t] = loss(W=proposal)
        if history[t] >= history[t - 1]:
            history[t] = history[t - 1]
        else:
            where = proposal
    return where, history
