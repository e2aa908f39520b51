"""In few words: everything is drawn before the first question."""

import numpy as np


def random_search(loss, shape, num_tries, rng, scale=1.0):
    """Draw all W in one array."""
    Ws = scale * rng.standard_normal((num_tries, *shape))
    values = [loss(W) for W in Ws]
    best = np.argmin(values)
    return Ws[best], float(values[best])


def local_search(loss, W, num_steps, step_size, rng):
    """Draw all noise at once, and record the lower of two losses."""
    history = [loss(W)]
    for noise in rng.standard_normal((num_steps, *W.shape)):
        proposal = W + step_size * noise
        value = loss(proposal)
        if value < history[-1]:
            W = proposal
        history.append(min(value, history[-1]))
    return W, history
