"""Public tests of conv.py."""

import numpy as np
import pytest
from a5_networks_oracles import (
    CHANNELS,
    INTO_DB,
    INTO_DW,
    INTO_DX,
    LARGEST,
    NOT_FLIPPED,
    OFF,
    STRIDE,
    ZEROS,
    alike_upside_down,
    assert_adds_bias,
    assert_convolves,
    conv_param,
    conv_part,
    convolve_with,
    convolved,
    over_columns,
    over_images,
    pool_param,
    pooled,
    some_images,
)

from autograder.testing import Text, array, assert_close, assert_is_gradient

IMAGE = np.array([[[[1.0, 2.0, 0.0], [0.0, 1.0, 3.0], [2.0, 0.0, 1.0]]]])
FILTER = np.array([[[[1.0, 2.0], [0.0, -1.0]]]])


@pytest.mark.question("conv_forward_naive", "conv_forward", weight={"conv_forward_naive": 7, "conv_forward": 13})
def test_convolution_by_hand(function):
    """{variant}, one 3x3 image and one 2x2 filter give the four numbers worked by hand."""
    out = convolve_with(function, IMAGE, FILTER, np.zeros(1), conv_param(1, 0))
    # top left: 1*1 + 2*2 + 0*0 + 1*(-1) = 4
    assert_close(out, [[[[4, -1], [2, 6]]]], "out", NOT_FLIPPED)


@pytest.mark.question("conv_forward_naive", "conv_forward", weight={"conv_forward_naive": 5, "conv_forward": 4})
def test_convolution_adds_the_bias(function):
    """{variant}, a bias of 10 adds 10 to each of the four numbers."""
    assert_adds_bias(function, IMAGE, FILTER, np.array([10.0]), conv_param(1, 0))


@pytest.mark.question("conv_forward_naive", "conv_forward", weight={"conv_forward_naive": 12, "conv_forward": 8})
def test_convolution_of_channels(function, rng):
    """{variant}, several channels and filters agree with SciPy's correlation."""
    x, w, _b = some_images(rng, 2, 3, 5, 5, 4, 3, 3)
    assert_convolves(function, x, alike_upside_down(w), conv_param(1, 0), CHANNELS)


@pytest.mark.question("conv_forward_naive", "conv_forward", weight={"conv_forward_naive": 3, "conv_forward": 5})
def test_convolution_with_a_stride(function, rng):
    """{variant}, windows that move by 2 agree with SciPy's correlation, taken at every second place."""
    x, w, _b = some_images(rng, 1, 1, 5, 7, 1, 3, 3)
    assert_convolves(function, x, alike_upside_down(w), conv_param(2, 0), STRIDE)


@pytest.mark.question("conv_forward_naive", "conv_forward", weight={"conv_forward_naive": 3, "conv_forward": 8})
def test_convolution_with_padding(function, rng):
    """{variant}, images with a border of zeros agree with SciPy's correlation of the padded images."""
    x, w, _b = some_images(rng, 1, 1, 4, 4, 1, 3, 3)
    assert_convolves(function, x, alike_upside_down(w), conv_param(1, 1), ZEROS)


@pytest.mark.question("conv_forward", weight=48, gate="form")
def test_no_loop_over_the_images(submission, speed):
    """Vectorized, no Python loop runs over the images."""
    speed.flat(over_images, over=Text("images", "이미지"), blocks="rows")


@pytest.mark.question("conv_forward", weight=12, gate="form")
def test_no_loop_over_the_columns(submission, speed):
    """Vectorized, no Python loop runs over the columns of the output."""
    speed.flat(over_columns, over=Text("columns of the output", "출력의 열"), blocks="rows")


DOUT = np.array([[[[1.0, 0.0], [2.0, 1.0]]]])


@pytest.mark.question("conv_backward", weight=11)
def test_conv_dx_by_hand(submission):
    """One 3x3 image and one 2x2 filter have the dx worked by hand."""
    dx = conv_part(submission, "dx", DOUT, IMAGE, FILTER, conv_param(1, 0))
    assert_close(dx, [[[[1, 2, 0], [2, 4, 2], [0, -2, -1]]]], "dx", INTO_DX)


@pytest.mark.question("conv_backward", weight=4)
def test_conv_dw_by_hand(submission):
    """One 3x3 image and one 2x2 filter have the dw worked by hand."""
    dw = conv_part(submission, "dw", DOUT, IMAGE, FILTER, conv_param(1, 0))
    assert_close(dw, [[[[2, 7], [4, 2]]]], "dw", INTO_DW)


@pytest.mark.question("conv_backward", weight=6)
def test_conv_db_by_hand(submission):
    """One 3x3 image and one 2x2 filter have the db worked by hand."""
    db = conv_part(submission, "db", DOUT, IMAGE, FILTER, conv_param(1, 0))
    assert_close(db, [4], "db", INTO_DB)


@pytest.mark.question("conv_backward", weight=10)
def test_conv_dx_with_padding(submission, rng):
    """With padding, dx is the gradient of a loss that weighs the outputs with dout, in the shape of x."""
    x, w, b = some_images(rng, 2, 2, 4, 4, 1, 3, 3)
    w, param, dout = alike_upside_down(w), conv_param(3, 1), rng.normal(size=(2, 1, 2, 2))
    dx = conv_part(submission, "dx", dout, x, w, param)
    assert_is_gradient(lambda x: np.vdot(dout, convolved(x, w, b, param)), x, dx, rng, "dx", OFF)


@pytest.mark.question("max_pool", weight=5)
def test_pooling_by_hand(submission):
    """Pooling a 4x4 image by 2x2 windows keeps the four numbers that anyone can see."""
    x = np.array([[[[1.0, 5.0, 2.0, 0.0], [3.0, 4.0, 8.0, 1.0], [0.0, 2.0, 6.0, 7.0], [9.0, 1.0, 3.0, 5.0]]]])
    out = submission.conv.max_pool.call(x, pool_param(2, 2, 2), returns=array("out", shape=(1, 1, 2, 2)))
    assert_close(out, [[[[5, 8], [9, 7]]]], "out", LARGEST)


@pytest.mark.question("max_pool", weight=23)
def test_pooling_of_channels(submission, rng):
    """Every channel of every image is pooled by itself."""
    x = rng.random(size=(2, 3, 6, 6))
    out = submission.conv.max_pool.call(x, pool_param(2, 2, 2), returns=array("out", shape=(2, 3, 3, 3)))
    slip = Text("Is each channel pooled by itself?", "채널마다 따로 풀링했나요?")
    assert_close(out, pooled(x, 2, 2, 2), "out", slip)


@pytest.mark.question("max_pool", weight=3)
def test_pooling_with_another_stride(submission, rng):
    """Windows of 3x3 with stride 2 overlap: still the largest number of each whole window."""
    x = rng.random(size=(2, 1, 5, 7))
    out = submission.conv.max_pool.call(x, pool_param(3, 3, 2), returns=array("out", shape=(2, 1, 2, 3)))
    assert_close(out, pooled(x, 3, 3, 2), "out", STRIDE)
