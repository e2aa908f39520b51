"""Further: gradient descent with a memory. Nobody grades this.

In a long valley gradient descent bounces from side to side and creeps along the floor. A ball that rolls keeps its
speed: the pushes from the two sides cancel, those along the floor add up.

Sources: B. T. Polyak, "Some methods of speeding up the convergence of iteration methods" (1964) for the heavy ball;
Y. Nesterov, "A method of solving a convex programming problem with convergence rate O(1/k^2)" (1983), in the form of
I. Sutskever, J. Martens, G. Dahl and G. Hinton, "On the importance of initialization and momentum in deep learning"
(2013), equations 1 to 4.
"""

import numpy as np


def heavy_ball(gradient, w, learning_rate, momentum, steps):
    """Roll a heavy ball down a loss.

    The ball starts at w, at rest: its velocity v is 0. In each step

        v = momentum * v - learning_rate * gradient(w)
        w = w + v

    For example, of the loss w**2 / 2, whose gradient is w, with learning_rate 0.5 and momentum 0.5 from w = 8: the
    first step has v = -4 and leads to 4, the second has v = -2 - 2 = -4 and leads to 0.

    Args:
        gradient: a function gradient(w) that returns the gradient of the loss at w, an array of the shape of w. It is
            called exactly `steps` times.
        w: (D,) array of floats: the start. It must not be modified.
        learning_rate: float > 0.
        momentum: float, 0 <= momentum < 1: the fraction of the velocity that is left after a step.
        steps: int >= 0.

    Returns:
        (steps + 1, D) array of floats: where the ball has been, the start first.
    """
    # BEGIN PROMPT
    # TODO(heavy_ball): the two lines above, in a loop, and a list of the places (6-8 lines).
    # END PROMPT
    # BEGIN SOLUTION
    velocity = np.zeros(w.shape)
    places = [w]
    for _ in range(steps):
        velocity = momentum * velocity - learning_rate * gradient(w)
        w = w + velocity
        places.append(w)
    return np.array(places)
    # END SOLUTION


def nesterov(gradient, w, learning_rate, momentum, steps):
    """Roll a ball that looks ahead: Nesterov's accelerated gradient.

    Its velocity would carry the ball to w + momentum * v even without a push. So this is where it feels the slope:

        v = momentum * v - learning_rate * gradient(w + momentum * v)
        w = w + v

    For example, of the loss w**2 / 2 with learning_rate 0.5 and momentum 0.5 from w = 8: the first step leads to 4 with
    v = -4, as a heavy ball's does; the second feels the slope at 4 - 2 = 2, so v = -2 - 1 = -3 and the ball comes to 1,
    where the heavy ball was at 0 already, too fast to stop there.

    Args:
        gradient: a function gradient(w) that returns the gradient of the loss at w, an array of the shape of w. It is
            called exactly `steps` times.
        w: (D,) array of floats: the start. It must not be modified.
        learning_rate: float > 0.
        momentum: float, 0 <= momentum < 1: the fraction of the velocity that is left after a step.
        steps: int >= 0.

    Returns:
        (steps + 1, D) array of floats: where the ball has been (not where it has felt the slope), the start first.
    """
    # BEGIN PROMPT
    # TODO(nesterov): as heavy_ball, with the slope at another place (6-8 lines).
    # END PROMPT
    # BEGIN SOLUTION
    velocity = np.zeros(w.shape)
    places = [w]
    for _ in range(steps):
        ahead = w + momentum * velocity
        velocity = momentum * velocity - learning_rate * gradient(ahead)
        w = w + velocity
        places.append(w)
    return np.array(places)
    # END SOLUTION
