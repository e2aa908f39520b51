"""All random numbers drawn at once; the best found by np.argmin."""

import numpy as np


def random_search(loss, shape, num_tries, rng, scale=1.0):
    """Draw, ask, then look for the lowest."""
    candidates = scale * rng.standard_normal((num_tries, *shape))
    losses = np.array([loss(W) for W in candidates])
    best = np.argmin(losses)
    return candidates[best], losses[best]


def local_search(loss, W, num_steps, step_size, rng):
    """Draw all steps first."""
    steps = step_size * rng.standard_normal((num_steps, *W.shape))
    history = [loss(W)]
    for step in steps:
        new = loss(W + step)
        W = W + step if new < history[-1] else W
        history += [min(new, history[-1])]
    return W, history
