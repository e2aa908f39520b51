"""Gradients by measuring: move one number a little, and see what the function does.

This works for any function, takes no calculus, and is slow: one or two calls of the function for every number in x. So
it is not how a model learns, but how you find out whether the gradients in losses.py are right.
"""

import numpy as np


def relative_error(a, b):
    """Return the largest relative error between two arrays.

    Two elements that should be equal are compared by

        |a - b| / max(1e-8, |a| + |b|)

    which is 0 where they are the same and 1 where they have nothing in common: 1e-3 and 2e-3 are as far apart as 1000
    and 2000. The 1e-8 keeps 0 against 0 from becoming 0 / 0. The result is the largest of these numbers.

    Args:
        a: float array of any shape, or one number, without NaN or inf. It must not be modified.
        b: float array of the same shape, or one number, without NaN or inf. It must not be modified.

    Returns:
        The largest relative error, a float.
    """
    # BEGIN PROMPT
    # TODO(relative_error): the formula for all elements at once, then the largest (about 2 lines).
    # END PROMPT
    # BEGIN SOLUTION
    errors = np.abs(a - b) / np.maximum(1e-8, np.abs(a) + np.abs(b))
    return float(np.max(errors))
    # END SOLUTION


def slope(f, x, h=1e-5):
    """Measure how steep f is at one number x. This one is given: read it before you write forward_gradient.

    The derivative is the limit of (f(x + h) - f(x)) / h for ever smaller h. Here h is small, but not 0.

    Args:
        f: a function of one number that returns a number.
        x: float.
        h: float > 0, the step.

    Returns:
        About f'(x), a float.
    """
    before = f(x)
    after = f(x + h)
    return (after - before) / h


def forward_gradient(f, x, h=1e-5):
    """Measure the gradient of f at x with one step forward along each coordinate.

    For every index i of x, with e_i the array of x's shape that is 1 at i and 0 everywhere else:

        gradient[i] = (f(x + h * e_i) - f(x)) / h

    Every entry of x has a step of its own, while all others keep their values. f is called at most x.size + 1 times:
    f(x) is the same for all of them. f may be given x itself or a copy of it. Make one copy at a time: all of them
    together would be x.size**2 numbers, too many for the memory where x is large.

    Args:
        f: a function. It takes one float64 array of the shape of x, returns one number, and does not modify its
            argument.
        x: float64 array of any shape (one axis or more, and not empty). It may be a view with gaps, such as
            big[::2, ::-1]; beware that reshape(-1) and ravel() of such a view are copies. While you work you may change
            x, but when you return, it must hold what it held before, bit for bit: x + h - h is not always x.
        h: float > 0, the step.

    Returns:
        Float array of the shape of x.
    """
    # BEGIN PROMPT
    # TODO(forward_gradient): f(x) once, then for each index: move, call, put back, divide (about 8 lines).
    # Loop with: for i in np.ndindex(x.shape). Then x[i] is one number, also where x has several axes.
    # END PROMPT
    # BEGIN SOLUTION
    gradient = np.zeros(x.shape)
    base = f(x)
    for i in np.ndindex(x.shape):
        old = x[i]
        x[i] = old + h
        gradient[i] = (f(x) - base) / h
        x[i] = old
    return gradient
    # END SOLUTION


def numerical_gradient(f, x, h=1e-5):
    """Measure the gradient of f at x with a step to either side: the central difference.

    For every index i of x, with e_i the array of x's shape that is 1 at i and 0 everywhere else:

        gradient[i] = (f(x + h * e_i) - f(x - h * e_i)) / (2 * h)

    Its error falls with h * h, that of a forward step only with h. The price: up to 2 * x.size calls of f, no more. f
    may be given x itself or a copy of it. Make one copy at a time: all of them together may be too many for the memory.

    Args:
        f: a function. It takes one float64 array of the shape of x, returns one number, and does not modify its
            argument.
        x: float64 array of any shape (one axis or more, and not empty). It may be a view with gaps, such as
            big[::2, ::-1]; beware that reshape(-1) and ravel() of such a view are copies. While you work you may change
            x, but when you return, it must hold what it held before, bit for bit: x + h - h is not always x.
        h: float > 0, the step.

    Returns:
        Float array of the shape of x.
    """
    # BEGIN PROMPT
    # TODO(numerical_gradient): for each index: two calls, put back, divide (about 9 lines).
    # END PROMPT
    # BEGIN SOLUTION
    gradient = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        old = x[i]
        x[i] = old + h
        above = f(x)
        x[i] = old - h
        below = f(x)
        x[i] = old
        gradient[i] = (above - below) / (2 * h)
    return gradient
    # END SOLUTION


def gradient_check(f, x, analytic, rng, num_checks=10, h=1e-5):
    """Check a gradient at a few coordinates, drawn at random, because all of them would take too long.

    Draw `num_checks` indices i of x. At each compare the central difference

        (f(x + h * e_i) - f(x - h * e_i)) / (2 * h)        with e_i = 1 at i and 0 everywhere else

    with the entry of `analytic` at the same index, by relative_error, your answer above. Return the largest error that
    you find. Up to about 1e-6 the gradient is right; from 1e-2 on it is wrong; kinks of f may lie in between.

    Args:
        f: a function. It takes one float64 array of the shape of x, returns one number, and does not modify its
            argument. It is called at most 2 * num_checks times, with x itself or a copy of it.
        x: float64 array of any shape (one axis or more, and not empty). It may be a view with gaps. While you work you
            may change x, but when you return, it must hold what it held before, bit for bit.
        analytic: float array of the shape of x, the gradient to be checked. It must not be modified.
        rng: a numpy.random.Generator. Use no other source of randomness. All indices of x are equally likely; whether
            one may be drawn twice is up to you.
        num_checks: int with 1 <= num_checks <= x.size.
        h: float > 0, the step.

    Returns:
        The largest relative error, a float.
    """
    # BEGIN PROMPT
    # TODO(gradient_check): draw indices, measure at each, and keep the largest error (about 10 lines).
    # np.unravel_index(number, x.shape) turns 0 .. x.size - 1 into an index of x.
    # END PROMPT
    # BEGIN SOLUTION
    largest = 0.0
    for number in rng.integers(x.size, size=num_checks):
        i = np.unravel_index(number, x.shape)
        old = x[i]
        x[i] = old + h
        above = f(x)
        x[i] = old - h
        below = f(x)
        x[i] = old
        error = relative_error(analytic[i], (above - below) / (2 * h))
        largest = max(largest, error)
    return largest
    # END SOLUTION
