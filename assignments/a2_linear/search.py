"""How not to find W: guess, or stumble downhill.

A loss of the weights is a function `loss(W)` that takes a (D, C) array and returns a float, for example

    def loss(W):
        return full_loss(W, X, y, svm_loss_one, reg=0.1)

Both searches here know nothing about it but its values. The next assignment asks for its slope instead, and that
changes everything.
"""

import numpy as np


def mean_random_loss(loss, shape, num_tries, rng, scale=1.0):
    """Measure what a W that was drawn blindly costs on average. This one is given: it shows how to draw and to ask.

    Args:
        loss: a function loss(W).
        shape: the shape of W, a tuple (D, C).
        num_tries: int >= 1, how many W to draw.
        rng: a numpy.random.Generator.
        scale: float > 0, the standard deviation of each number of W.

    Returns:
        The mean of the losses, a float.
    """
    total = 0.0
    for _ in range(num_tries):
        total += loss(scale * rng.standard_normal(shape))
    return total / num_tries


def random_search(loss, shape, num_tries, rng, scale=1.0):
    """Draw many W blindly and keep the best.

    Each try draws a new W, independent of all others: its numbers are independent, normal, with mean 0 and standard
    deviation `scale` (scale * rng.standard_normal(shape) draws such a W). Each W is given to `loss` once and no other
    calls are made, so that there are exactly num_tries of them; the tests count.

    Losses may be any finite numbers, large or negative. If several tries have the lowest loss, return any of them.

    Args:
        loss: a function loss(W) that takes an array of this shape, leaves it as it is, and returns a float.
        shape: the shape of W, a tuple (D, C).
        num_tries: int >= 1.
        rng: a numpy.random.Generator. Use no other source of randomness; how you draw from it is up to you.
        scale: float > 0.

    Returns:
        A tuple (best_W, best_loss): the W with the lowest loss of all tries, an array of shape `shape`, and this loss,
        a float.
    """
    # TODO(random_search): draw, ask, and remember the best so far (about 7 lines).
    raise NotImplementedError("random_search: not written yet (search.py)")


def local_search(loss, W, num_steps, step_size, rng):
    """Take small random steps, and keep those that go down.

    Start at the given W. Each step draws a new direction and proposes

        W + step_size * (independent numbers, normal, with mean 0 and standard deviation 1)

    where W is where the search stands *now*, not where it began. If the loss of the proposal is *strictly lower* than
    that of W, the search moves there; else it stays, also where the two are equal.

    `loss` is called exactly num_steps + 1 times: first with the given W, then once for each proposal. The tests count.

    Args:
        loss: a function loss(W) that takes an array of the shape of W, leaves it as it is, and returns a float.
        W: (D, C) array of floats, the start. It must not be modified.
        num_steps: int >= 0.
        step_size: float > 0.
        rng: a numpy.random.Generator. Use no other source of randomness.

    Returns:
        A tuple (W, history): where the search stands at the end, a (D, C) array (if it never moved, the given W or a
        copy), and the list of num_steps + 1 losses on the way: history[0] is that of the given W, and history[t] that
        of where the search stands after step t, whether it moved or not. It never rises.
    """
    # TODO(local_search): propose, compare, move or stay, and write down the loss (about 9 lines).
    raise NotImplementedError("local_search: not written yet (search.py)")
