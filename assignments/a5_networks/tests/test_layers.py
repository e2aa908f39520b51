"""Public tests of layers.py."""

import numpy as np
import pytest
from a5_networks_oracles import FLATTEN, SUMS, affine, affine_out, affine_part

from autograder.testing import Text, array, assert_close, assert_is_gradient, assert_true

BIAS = Text("Is b added to every row, once?", "b를 행마다 한 번씩 더했나요?")


@pytest.mark.question("affine_forward", weight=17)
def test_affine_by_hand(submission):
    """Without a bias, two examples of three numbers give the four numbers worked by hand."""
    x, w = np.array([[1.0, 2.0, 3.0], [0.0, -1.0, 1.0]]), np.array([[1.0, 0.0], [2.0, 1.0], [0.0, -1.0]])
    out = affine_out(submission, x, w, np.zeros(2))
    assert_close(out, [[5, -1], [-2, -2]], "out", Text("Are they x @ w?", "x @ w인가요?"))


@pytest.mark.question("affine_forward", weight=13)
def test_affine_adds_the_bias(submission):
    """A bias of 10 and 20 adds 10 and 20 to the outputs of each of three examples."""
    x, w, b = np.array([[1.0, 2.0], [0.0, -1.0], [3.0, 1.0]]), np.ones((2, 2)), np.array([10.0, 20.0])
    more = affine_out(submission, x, w, b) - affine_out(submission, x, w, np.zeros(2))
    assert_close(more, [[10, 20]] * 3, "out with b less out without", BIAS)


@pytest.mark.question("affine_forward", weight=5)
def test_affine_of_images(submission, rng):
    """Images with channels, rows and columns are flattened in the order of their indices."""
    x, w, b = rng.normal(size=(3, 2, 2, 3)), rng.normal(size=(12, 4)), np.zeros(4)
    assert_close(affine_out(submission, x, w, b), affine(x, w, b), "out", FLATTEN)


@pytest.mark.question("affine_forward", weight=4, gate="shape")
def test_affine_keeps_images(submission, rng):
    """The cache holds images as they came, not flattened: the way back needs their shape."""
    x, w, b = rng.normal(size=(2, 2, 3)), rng.normal(size=(6, 4)), np.zeros(4)
    kept = submission.layers.affine_forward.call(x, w, b, returns=(None, (array("cache[0]"), None, None)))[1][0]
    claim = Text("cache[0] has the shape of x", "cache[0]의 모양이 x와 같습니다")
    slip = Text("Was x replaced by its flattened form?", "x를 펼친 배열로 바꾸어 쓰지 않았나요?")
    assert_true(kept.shape == x.shape, claim, slip)


X, W = np.array([[1.0, 2.0], [3.0, -1.0]]), np.array([[1.0, 0.0, 2.0], [0.0, 1.0, -1.0]])
DOUT = np.array([[1.0, 1.0, 0.0], [0.0, 2.0, 1.0]])


@pytest.mark.question("affine_backward", weight=12)
def test_dx_by_hand(submission):
    """Two examples of two numbers and three outputs have the dx worked by hand."""
    dx = affine_part(submission, "dx", DOUT, X, W)
    assert_close(dx, [[1, 1], [2, 1]], "dx", Text("Are they dout @ w.T?", "dout @ w.T인가요?"))


@pytest.mark.question("affine_backward", weight=3)
def test_dw_by_hand(submission):
    """Two examples of two numbers and three outputs have the dw worked by hand."""
    assert_close(affine_part(submission, "dw", DOUT, X, W), [[1, 7, 3], [2, 0, -1]], "dw", SUMS)


@pytest.mark.question("affine_backward", weight=5)
def test_db_by_hand(submission):
    """Two examples of two numbers and three outputs have the db worked by hand."""
    assert_close(affine_part(submission, "db", DOUT, X, W), [1, 3, 1], "db", SUMS)


@pytest.mark.question("affine_backward", weight=12)
def test_dx_of_images(submission, rng):
    """For images, dx is the gradient of a loss that weighs the outputs with dout, in the shape of x."""
    x, w, dout = rng.normal(size=(3, 2, 2)), rng.normal(size=(4, 5)), rng.normal(size=(3, 5))
    dx = affine_part(submission, "dx", dout, x, w)
    assert_is_gradient(lambda x: np.vdot(dout, affine(x, w, np.zeros(5))), x, dx, rng, "dx", SUMS)
