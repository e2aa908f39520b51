"""Public tests of conv.py."""

import numpy as np
import pytest
from a5_networks_oracles import (
    ADD_UP,
    ADD_UP_BY_HAND,
    CHANNELS,
    LARGEST,
    WINDOW,
    conv_param,
    conv_returns,
    convolved,
    gradient_returns,
    over_columns,
    over_images,
    pool_param,
    pooled,
    some_images,
)

from autograder.testing import Text, array, assert_close, assert_is_gradient

IMAGE = np.array([[[[1.0, 2.0, 0.0], [0.0, 1.0, 3.0], [2.0, 0.0, 1.0]]]])
FILTER = np.array([[[[1.0, 2.0], [0.0, -1.0]]]])


def by_hand(function):
    """Compare a convolution of one 3x3 image with one 2x2 filter with what is worked by hand."""
    param = conv_param(1, 0)
    out, _cache = function.call(IMAGE, FILTER, np.array([10.0]), param, returns=conv_returns(IMAGE, FILTER, param))
    # top left: 1*1 + 2*2 + 0*0 + 1*(-1) = 4, plus the bias
    assert_close(out, [[[[14, 9], [12, 16]]]], "out", WINDOW)


def with_scipy(function, rng, stride, pad, slip):
    """Compare a convolution of random images with SciPy's."""
    x, w, b = some_images(rng, 2, 3, 5, 5, 4, 3, 3)
    param = conv_param(stride, pad)
    out, _cache = function.call(x, w, b, param, returns=conv_returns(x, w, param))
    assert_close(out, convolved(x, w, b, param), "out", slip)


@pytest.mark.question("conv_forward_naive", weight=1)
def test_naive_by_hand(submission):
    """With loops, one 3x3 image and one 2x2 filter give the four numbers worked by hand."""
    by_hand(submission.conv.conv_forward_naive)


@pytest.mark.question("conv_forward_naive", weight=1)
def test_naive_agrees_with_scipy(submission, rng):
    """With loops, several channels and filters agree with SciPy's correlation."""
    with_scipy(submission.conv.conv_forward_naive, rng, 1, 0, CHANNELS)


@pytest.mark.question("conv_forward_naive", weight=1)
def test_naive_with_stride_and_padding(submission, rng):
    """With loops, stride 2 and padding 1 agree with SciPy's correlation of the padded images."""
    with_scipy(submission.conv.conv_forward_naive, rng, 2, 1, WINDOW)


@pytest.mark.question("conv_forward", weight=2.5)
def test_vectorized_by_hand(submission):
    """Vectorized, one 3x3 image and one 2x2 filter give the four numbers worked by hand."""
    by_hand(submission.conv.conv_forward)


@pytest.mark.question("conv_forward", weight=2.5)
def test_vectorized_agrees_with_scipy(submission, rng):
    """Vectorized, several channels and filters with stride 2 and padding 1 agree with SciPy's correlation."""
    with_scipy(submission.conv.conv_forward, rng, 1, 0, CHANNELS)
    with_scipy(submission.conv.conv_forward, rng, 2, 1, WINDOW)


@pytest.mark.question("conv_forward", weight=12, gate="form")
def test_no_loop_over_the_images(submission, speed):
    """Vectorized, no Python loop runs over the images."""
    speed.flat(over_images, over=Text("images", "이미지"))


@pytest.mark.question("conv_forward", weight=3, gate="form")
def test_no_loop_over_the_columns(submission, speed):
    """Vectorized, no Python loop runs over the columns of the output."""
    speed.flat(over_columns, over=Text("columns of the output", "출력의 열"))


@pytest.mark.question("conv_backward", weight=1)
def test_backward_by_hand(submission):
    """One 3x3 image and one 2x2 filter have the gradients worked by hand."""
    dout, b = np.array([[[[1.0, 0.0], [2.0, -1.0]]]]), np.array([10.0])
    returns = gradient_returns(IMAGE, FILTER, b)
    dx, dw, db = submission.conv.conv_backward.call(dout, (IMAGE, FILTER, b, conv_param(1, 0)), returns=returns)
    assert_close(dx, [[[[1, 2, 0], [2, 2, -2], [0, -2, 1]]]], "dx", ADD_UP_BY_HAND)
    assert_close(dw, [[[[0, 1], [4, 0]]]], "dw", ADD_UP_BY_HAND)
    assert_close(db, [2], "db", Text("db[f] is the sum of dout[:, f].", "db[f]는 dout[:, f]의 합이에요."))


@pytest.mark.question("conv_backward", weight=1)
def test_backward_gives_gradients(submission, rng):
    """With stride 2 and padding 1, dx, dw and db are the gradients of a loss that weighs the outputs with dout."""
    x, w, b = some_images(rng, 2, 2, 5, 5, 3, 3, 3)
    param = conv_param(2, 1)
    dout = rng.normal(size=(2, 3, 3, 3))
    dx, dw, db = submission.conv.conv_backward.call(dout, (x, w, b, param), returns=gradient_returns(x, w, b))
    assert_is_gradient(lambda x: np.vdot(dout, convolved(x, w, b, param)), x, dx, rng, "dx", ADD_UP)
    assert_is_gradient(lambda w: np.vdot(dout, convolved(x, w, b, param)), w, dw, rng, "dw", ADD_UP)
    assert_is_gradient(lambda b: np.vdot(dout, convolved(x, w, b, param)), b, db, rng, "db", ADD_UP)


@pytest.mark.question("max_pool", weight=1)
def test_pooling_by_hand(submission):
    """Pooling a 4x4 image by 2x2 windows keeps the four numbers that anyone can see."""
    x = np.array([[[[1.0, 5.0, 2.0, 0.0], [3.0, 4.0, 8.0, 1.0], [0.0, 2.0, 6.0, 7.0], [9.0, 1.0, 3.0, 5.0]]]])
    out = submission.conv.max_pool.call(x, pool_param(2, 2, 2), returns=array("out", shape=(1, 1, 2, 2)))
    assert_close(out, [[[[5, 8], [9, 7]]]], "out", LARGEST)


@pytest.mark.question("max_pool", weight=1)
def test_pooling_agrees_with_scipy(submission, rng):
    """Pooling several images and channels agrees with SciPy's running maximum."""
    x = rng.normal(size=(2, 3, 6, 6)) - 1
    out = submission.conv.max_pool.call(x, pool_param(2, 2, 2), returns=array("out", shape=(2, 3, 3, 3)))
    assert_close(out, pooled(x, 2, 2, 2), "out", LARGEST)


@pytest.mark.question("max_pool", weight=0.5)
def test_pooling_with_another_stride(submission, rng):
    """Windows of 3x3 with stride 2 overlap and leave numbers over: still the largest number of each whole window."""
    x = rng.normal(size=(2, 2, 6, 8))
    out = submission.conv.max_pool.call(x, pool_param(3, 3, 2), returns=array("out", shape=(2, 2, 2, 3)))
    assert_close(out, pooled(x, 3, 3, 2), "out", LARGEST)
