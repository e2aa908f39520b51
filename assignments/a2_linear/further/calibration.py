"""Further: can one believe the probabilities of a classifier? Nobody grades this.

Softmax makes probabilities of scores. They deserve the name if of all answers given with "80 % sure" 80 % are right.
A classifier of which this holds is *calibrated*. Whether it is has nothing to do with how often it is right.

Source: C. Guo, G. Pleiss, Y. Sun and K. Q. Weinberger, "On calibration of modern neural networks" (2017), equation 3
for the error and section 4.2 for the temperature.
"""

import numpy as np


def calibration_error(probabilities, y, bins=10):
    """Compute the expected calibration error (ECE).

    The classifier answers with the class of the highest probability (of equal ones, the smallest class), and this
    probability is its *confidence*. Bin m = 1, ..., M holds the examples with a confidence in ((m - 1) / M, m / M]:
    the upper end belongs to it. With B_m for the examples of bin m,

        ECE = sum over the bins of  |B_m| / N * |accuracy of B_m - mean confidence of B_m|

    An empty bin adds nothing. For example, of two examples with confidence 0.9 one is right: with ten bins both stand
    in the bin (0.8, 0.9], whose accuracy is 0.5, and the error is 2 / 2 * |0.5 - 0.9| = 0.4.

    Args:
        probabilities: (N, C) array of floats, N >= 1; rows add up to 1. It must not be modified.
        y: (N,) array of ints: the true classes. It must not be modified.
        bins: int M >= 1.

    Returns:
        The error, a float from 0 to 1.
    """
    # TODO(calibration_error): a mask for each bin that is not empty (6-10 lines).
    raise NotImplementedError("calibration_error: not written yet (calibration.py)")


def best_temperature(scores, y, temperatures):
    """Choose the temperature that makes the probabilities fit best.

    Dividing all scores by a temperature T > 0 before the softmax changes no answer, only how sure they are: T > 1 makes
    the probabilities more equal, T < 1 less. The best T is that of the lowest mean softmax loss,

        L(T) = 1 / N * sum over n of  -log p_n[y_n],     p_n = softmax(scores[n] / T)

    on examples that were not used for training. Of equal losses, the first in `temperatures` counts. The loss must not
    overflow: scores of 10,000 are allowed.

    Args:
        scores: (N, C) array of floats. It must not be modified.
        y: (N,) array of ints: the true classes. It must not be modified.
        temperatures: list of floats > 0, at least one.

    Returns:
        One of `temperatures`, a float.
    """
    # TODO(best_temperature): the mean loss of each temperature, and the T of the lowest (4-8 lines).
    raise NotImplementedError("best_temperature: not written yet (calibration.py)")
