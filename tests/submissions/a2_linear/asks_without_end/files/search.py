import numpy as np

def random_search(loss, shape, num_tries, rng, scale=1.0):
    best = float("inf")
    best_W = None
    for t in range(num_tries):
        W = rng.standard_normal(shape) * scale
        l = loss(W)
        if l < best:
            best = l
            best_W = W
    return best_W, best

def local_search(loss, W, num_steps, step_size, rng):
    history = [loss(W)]
    for t in range(num_steps):
        while True:
            new = W + step_size * rng.standard_normal(W.shape)
            l = loss(new)
            if l < history[-1]:
                break
        W = new
        history.append(l)
    return W, history
