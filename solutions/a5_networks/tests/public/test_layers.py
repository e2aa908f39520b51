"""Public tests of layers.py."""

import numpy as np
import pytest
from a5_networks_oracles import FLATTEN, SUMS, affine, gradient_returns

from autograder.testing import array, assert_close, assert_is_gradient


@pytest.mark.question("affine_forward", weight=1)
def test_affine_by_hand(submission):
    """Two examples of three numbers give the four numbers worked by hand."""
    x, w = np.array([[1.0, 2.0, 3.0], [0.0, -1.0, 1.0]]), np.array([[1.0, 0.0], [2.0, 1.0], [0.0, -1.0]])
    out, _cache = submission.layers.affine_forward.call(
        x, w, np.array([10.0, 20.0]), returns=(array("out", shape=(2, 2)), None)
    )
    assert_close(out, [[15, 19], [8, 18]], "out", FLATTEN)


@pytest.mark.question("affine_forward", weight=1)
def test_affine_of_images(submission, rng):
    """Images with channels, rows and columns are flattened in the order of their indices."""
    x, w, b = rng.normal(size=(3, 2, 2, 3)), rng.normal(size=(12, 4)), rng.normal(size=4)
    out, _cache = submission.layers.affine_forward.call(x, w, b, returns=(array("out", shape=(3, 4)), None))
    assert_close(out, affine(x, w, b), "out", FLATTEN)


@pytest.mark.question("affine_backward", weight=1)
def test_affine_backward_by_hand(submission):
    """Two examples of two numbers and three outputs have the gradients worked by hand."""
    x, w = np.array([[1.0, 2.0], [3.0, -1.0]]), np.array([[1.0, 0.0, 2.0], [0.0, 1.0, -1.0]])
    dout, b = np.array([[1.0, 1.0, 0.0], [0.0, 2.0, 1.0]]), np.zeros(3)
    dx, dw, db = submission.layers.affine_backward.call(dout, (x, w, b), returns=gradient_returns(x, w, b))
    assert_close(dx, [[1, 1], [2, 1]], "dx", SUMS)
    assert_close(dw, [[1, 7, 3], [2, 0, -1]], "dw", SUMS)
    assert_close(db, [1, 3, 1], "db", SUMS)


@pytest.mark.question("affine_backward", weight=1)
def test_affine_backward_gives_gradients(submission, rng):
    """For images, dx, dw and db are the gradients of a loss that weighs the outputs with dout."""
    x, w, b = rng.normal(size=(3, 2, 2)), rng.normal(size=(4, 5)), rng.normal(size=5)
    dout = rng.normal(size=(3, 5))
    dx, dw, db = submission.layers.affine_backward.call(dout, (x, w, b), returns=gradient_returns(x, w, b))
    assert_is_gradient(lambda x: np.vdot(dout, affine(x, w, b)), x, dx, rng, "dx", SUMS)
    assert_is_gradient(lambda w: np.vdot(dout, affine(x, w, b)), w, dw, rng, "dw", SUMS)
    assert_is_gradient(lambda b: np.vdot(dout, affine(x, w, b)), b, db, rng, "db", SUMS)
