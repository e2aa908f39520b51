"""Hidden tests of conv.py."""

import numpy as np
import pytest
from a5_networks_oracles import (
    ADD_UP,
    CHANNELS,
    LARGEST,
    WINDOW,
    conv_param,
    conv_returns,
    convolved,
    gradient_returns,
    over_columns,
    over_filters,
    over_images,
    over_rows,
    pool_param,
    pooled,
    some_images,
)
from scipy.signal import convolve, correlate

from autograder.testing import Text, array, assert_close, assert_equal, assert_gradient, assert_unmodified

CASES = [  # N, C, H, W, F, HH, WW, stride, pad
    (1, 1, 1, 1, 1, 1, 1, 1, 0),
    (1, 1, 2, 3, 2, 1, 2, 1, 0),
    (2, 1, 4, 4, 1, 2, 2, 2, 0),
    (1, 2, 3, 5, 3, 2, 3, 1, 1),
    (2, 3, 5, 4, 2, 3, 2, 2, 1),
    (1, 1, 2, 2, 1, 3, 3, 1, 2),
]
UNEVEN = [  # the stride leaves something over
    (1, 1, 4, 5, 1, 2, 2, 3, 0),
    (2, 2, 6, 7, 2, 3, 3, 2, 0),
    (1, 2, 5, 6, 2, 2, 3, 3, 1),
]
FLOOR = Text(
    "Where the stride does not divide evenly the number of windows is rounded down, and H and W are counted apart.",
    "스트라이드로 나누어떨어지지 않으면 창의 개수를 내림하고, H와 W는 따로 세요.",
)


def case(rng, sizes):
    """Random images, filters and biases of these sizes, and how the windows move."""
    return some_images(rng, *sizes[:7]), conv_param(*sizes[7:])


def convolve_with(function, x, w, b, param):
    """What a convolution returns, checked for its shape."""
    out, _cache = function.call(x, w, b, param, returns=conv_returns(x, w, param))
    return out


def at_any_size(function, rng, cases, slip):
    """Compare a convolution with SciPy's at these sizes."""
    for sizes in cases:
        (x, w, b), param = case(rng, sizes)
        assert_close(convolve_with(function, x, w, b, param), convolved(x, w, b, param), "out", slip)


def of_views(function, rng):
    """Compare a convolution with SciPy's for views and other memory orders."""
    x, w, b = some_images(rng, 4, 2, 6, 5, 3, 3, 2)
    param = conv_param(1, 1)
    for images, filters in [
        (np.asfortranarray(x), np.asfortranarray(w)),
        (x[::-2, :, ::-1, 1:], w[:, ::-1]),
        (x.transpose(0, 1, 3, 2), w.transpose(0, 1, 3, 2)[::-1]),
    ]:
        out = convolve_with(function, images, filters, b, param)
        assert_close(out, convolved(images, filters, b, param), "out", WINDOW)


@pytest.mark.question("conv_forward_naive", "conv_forward", weight={"conv_forward_naive": 0.5, "conv_forward": 1.5})
def test_in_float32(function, rng):
    """{variant}, float32 images are right to the precision of float32."""
    x, w, b = (part.astype(np.float32) for part in some_images(rng, 2, 2, 4, 4, 2, 3, 3))
    param = conv_param(1, 1)
    expected = convolved(x, w, b, param).astype(np.float32)
    assert_close(convolve_with(function, x, w, b, param), expected, "out", CHANNELS)


@pytest.mark.question(
    "conv_forward_naive", "conv_forward", weight={"conv_forward_naive": 0.5, "conv_forward": 3}, gate="shape"
)
def test_keeps_what_came(function, rng):
    """{variant}, the cache holds x, w, b and conv_param as they came."""
    parts, param = some_images(rng, 2, 2, 3, 4, 3, 2, 2), conv_param(2, 1)
    _out, cache = function.call(*parts, param, returns=conv_returns(*parts[:2], param))
    slip = Text(
        "The cache is (x, w, b, conv_param), with x not padded.",
        "cache는 패딩하지 않은 x를 담은 (x, w, b, conv_param)이에요.",
    )
    for i, part in enumerate(parts):
        assert_equal(cache[i], part, f"cache[{i}]", slip)
    assert_equal([cache[3]["stride"], cache[3]["pad"]], [2, 1], "stride and pad in the cache", slip)


@pytest.mark.question(
    "conv_forward_naive", "conv_forward", weight={"conv_forward_naive": 0.5, "conv_forward": 2}, gate="inputs"
)
def test_leaves_its_inputs_alone(function, rng):
    """{variant}, neither the images, the filters, the biases nor conv_param are modified."""
    assert_unmodified(function.observe(*some_images(rng, 1, 2, 3, 3, 2, 2, 2), conv_param(1, 1)))


@pytest.mark.question("conv_forward_naive", weight=1.5)
def test_naive_at_any_size(submission, rng):
    """With loops, images and filters of any size, high or wide, agree with SciPy."""
    at_any_size(submission.conv.conv_forward_naive, rng, CASES, WINDOW)


@pytest.mark.question("conv_forward_naive", weight=1)
def test_naive_with_a_stride_that_leaves_something_over(submission, rng):
    """With loops, a stride that does not divide evenly leaves out what no window reaches."""
    at_any_size(submission.conv.conv_forward_naive, rng, UNEVEN, FLOOR)


@pytest.mark.question("conv_forward_naive", weight=1)
def test_naive_of_views(submission, rng):
    """With loops, views and other memory orders are convolved by their indices."""
    of_views(submission.conv.conv_forward_naive, rng)


@pytest.mark.question("conv_forward", weight=3)
def test_vectorized_at_any_size(submission, rng):
    """Vectorized, images and filters of any size, high or wide, agree with SciPy."""
    at_any_size(submission.conv.conv_forward, rng, CASES, WINDOW)


@pytest.mark.question("conv_forward", weight=2.5)
def test_vectorized_with_a_stride_that_leaves_something_over(submission, rng):
    """Vectorized, a stride that does not divide evenly leaves out what no window reaches."""
    at_any_size(submission.conv.conv_forward, rng, UNEVEN, FLOOR)


@pytest.mark.question("conv_forward", weight=2.5)
def test_translation_equivariance(submission, digits, rng):
    """Vectorized, the output of digits that moved is the output of the digits, moved: translation equivariance."""
    x, param = digits.images[:5, None] / 16, conv_param(1, 0)
    _, w, b = some_images(rng, 1, 1, 8, 8, 3, 3, 3)
    still = np.zeros((5, 1, 18, 18))
    still[:, :, 5:13, 5:13] = x
    here = convolved(still, w, b, param)
    slip = Text("Is the same filter laid at every place?", "모든 위치에 같은 필터를 썼나요?")
    for dy, dx in [(0, 1), (2, 0), (-3, 2)]:
        moved = np.roll(still, (dy, dx), axis=(2, 3))  # the frame is wide enough that no ink comes around
        out = convolve_with(submission.conv.conv_forward, moved, w, b, param)
        assert_close(out, np.roll(here, (dy, dx), axis=(2, 3)), "out of the moved digits", slip)


@pytest.mark.question("conv_forward", weight=2.5)
def test_vectorized_of_views(submission, rng):
    """Vectorized, views and other memory orders are convolved by their indices."""
    of_views(submission.conv.conv_forward, rng)


@pytest.mark.question("conv_forward", weight=43, gate="form")
def test_flat_in_the_images(submission, speed):
    """Vectorized, the time does not grow with a Python loop over the images."""
    speed.flat(over_images, over=Text("images", "이미지"))


@pytest.mark.question("conv_forward", weight=5, gate="form")
def test_flat_in_the_filters(submission, speed):
    """Vectorized, the time does not grow with a Python loop over the filters."""
    speed.flat(over_filters, over=Text("filters", "필터"))


@pytest.mark.question("conv_forward", weight=8, gate="form")
def test_flat_in_the_columns(submission, speed):
    """Vectorized, the time does not grow with a Python loop over the columns of the output."""
    speed.flat(over_columns, over=Text("columns of the output", "출력의 열"))


@pytest.mark.question("conv_forward", weight=7, gate="form")
def test_flat_in_the_rows(submission, speed):
    """Vectorized, the time does not grow with a Python loop over the rows of the output."""
    speed.flat(over_rows, over=Text("rows of the output", "출력의 행"))


def gradients(dout, x, w, param):
    """The gradients of a convolution, by SciPy.

    With the zeros put back that the stride skipped, dout is a picture like any other: dx is its (true) convolution with
    the filters, and dw the correlation of the images with it.
    """
    s, p = param["stride"], param["pad"]
    framed = np.pad(np.asarray(x, np.float64), ((0, 0), (0, 0), (p, p), (p, p)))
    N, C, H, W = framed.shape
    F, _, HH, WW = w.shape
    spread = np.zeros((N, F, H - HH + 1, W - WW + 1))
    spread[:, :, ::s, ::s] = dout
    dx, dw = np.zeros(framed.shape), np.zeros(w.shape)
    for n, f, c in np.ndindex(N, F, C):
        dx[n, c] += convolve(spread[n, f], w[f, c], mode="full", method="direct")
        dw[f, c] += correlate(framed[n, c], spread[n, f], mode="valid", method="direct")
    return dx[:, :, p : H - p, p : W - p], dw, spread.sum(axis=(0, 2, 3))


def compare(submission, dout, x, w, b, param, slip=ADD_UP):
    """Compare the gradients with SciPy's."""
    returns = gradient_returns(x, w, b)
    found = submission.conv.conv_backward.call(dout, (x, w, b, param), returns=returns)
    for name, one, other in zip(("dx", "dw", "db"), found, gradients(dout, x, w, param), strict=True):
        if np.asarray(dout).dtype == np.float32:
            assert_close(one, other.astype(np.float32), name, slip)
        else:
            assert_gradient(one, other, name, slip)


def some_dout(rng, x, w, param):
    """A random gradient with respect to the output."""
    return rng.normal(size=convolved(x, w, np.zeros(len(w)), param).shape)


@pytest.mark.question("conv_backward", weight=2)
def test_backward_at_any_size(submission, rng):
    """Images and filters of any size, with stride and padding and without, have SciPy's gradients."""
    for sizes in CASES:
        (x, w, b), param = case(rng, sizes)
        compare(submission, some_dout(rng, x, w, param), x, w, b, param)


@pytest.mark.question("conv_backward", weight=1.5)
def test_backward_of_pixels_that_no_window_reaches(submission, rng):
    """Where the stride leaves something over or skips pixels, the others' gradients are right and theirs are 0."""
    slip = Text(
        "dx has the shape of x, with 0 where no window came; does the window move by the stride?",
        "dx의 shape은 x와 같고 창이 닿지 않은 곳은 0이에요. 창이 스트라이드만큼씩 움직이나요?",
    )
    for sizes in UNEVEN:
        (x, w, b), param = case(rng, sizes)
        compare(submission, some_dout(rng, x, w, param), x, w, b, param, slip)


@pytest.mark.question("conv_backward", weight=1)
def test_backward_is_the_adjoint(submission, digits, rng):
    """On digits, <conv(x), dout> = <x, dx> = <w, dw>: the way back is the adjoint of the way forward."""
    x, param = digits.images[:3, None] / 16, conv_param(1, 1)
    w, b = rng.normal(size=(2, 1, 3, 3)), np.zeros(2)
    dout = rng.normal(size=(3, 2, 8, 8))
    returns = gradient_returns(x, w, b)
    dx, dw, _db = submission.conv.conv_backward.call(dout, (x, w, b, param), returns=returns)
    forth = np.vdot(convolved(x, w, b, param), dout)
    assert_gradient(np.vdot(x, dx), forth, "the inner product of x and dx", ADD_UP)
    assert_gradient(np.vdot(w, dw), forth, "the inner product of w and dw", ADD_UP)


@pytest.mark.question("conv_backward", weight=0.5)
def test_backward_of_views_and_in_float32(submission, rng):
    """Views, other memory orders and float32 have the right gradients."""
    x, w, b = some_images(rng, 2, 2, 4, 5, 2, 2, 3)
    param = conv_param(1, 1)
    dout = some_dout(rng, x, w, param)
    compare(submission, np.asfortranarray(dout), np.asfortranarray(x), w[:, ::-1], b, param)
    compare(submission, dout[::-1], x[:, :, ::-1], np.asfortranarray(w), b, param)
    compare(submission, *(part.astype(np.float32) for part in (dout, x, w, b)), param)


@pytest.mark.question("conv_backward", weight=0.5, gate="inputs")
def test_backward_leaves_its_inputs_alone(submission, rng):
    """Neither dout nor what is in the cache is modified."""
    x, w, b = some_images(rng, 1, 2, 3, 3, 2, 2, 2)
    dout = rng.normal(size=(1, 2, 4, 4))
    assert_unmodified(submission.conv.conv_backward.observe(dout, (x, w, b, conv_param(1, 1))))


def pool(submission, x, height, width, stride):
    """Compare a pooling with SciPy's."""
    expected = pooled(x, height, width, stride)
    returns = array("out", shape=expected.shape, kind="float")
    out = submission.conv.max_pool.call(x, pool_param(height, width, stride), returns=returns)
    assert_close(out, expected.astype(x.dtype), "out", LARGEST)


@pytest.mark.question("max_pool", weight=1.5)
def test_pooling_of_any_size(submission, rng):
    """Windows high or wide, that overlap, touch or leave gaps, and images of any size agree with SciPy."""
    for N, C, H, W, height, width, stride in [
        (1, 1, 1, 1, 1, 1, 1),
        (2, 1, 3, 4, 2, 3, 1),
        (1, 3, 5, 5, 3, 1, 2),
        (3, 2, 7, 4, 1, 2, 3),
        (2, 2, 4, 6, 4, 3, 3),
        (1, 2, 6, 5, 3, 3, 1),
    ]:
        pool(submission, rng.normal(size=(N, C, H, W)) - 1, height, width, stride)


@pytest.mark.question("max_pool", weight=1)
def test_pooling_of_negative_numbers(submission, rng):
    """Where all numbers are negative, the largest is negative too; equal numbers do no harm."""
    pool(submission, -1 - rng.random((2, 2, 4, 4)), 2, 2, 2)
    pool(submission, np.full((1, 2, 3, 3), -2.0), 2, 2, 1)


@pytest.mark.question("max_pool", weight=0.5)
def test_pooling_leaves_out_what_no_window_reaches(submission, rng):
    """Rows and columns that no whole window reaches are left out, even if the largest numbers stand there."""
    x = rng.random((2, 1, 5, 7))
    x[:, :, -1], x[..., -1] = 100, 200
    pool(submission, x, 2, 2, 2)


@pytest.mark.question("max_pool", weight=0.5)
def test_pooling_of_views_and_in_float32(submission, rng):
    """Views, other memory orders and float32 are pooled by their indices."""
    x = rng.normal(size=(4, 2, 6, 5)) - 1
    for view in (np.asfortranarray(x), x[::-2, :, ::-1, 1:], x.transpose(0, 1, 3, 2), x.astype(np.float32)):
        pool(submission, view, 2, 3, 2)


@pytest.mark.question("max_pool", weight=0.5, gate="inputs")
def test_pooling_leaves_its_inputs_alone(submission, rng):
    """Neither x nor pool_param is modified."""
    assert_unmodified(submission.conv.max_pool.observe(rng.normal(size=(1, 2, 4, 4)), pool_param(2, 2, 2)))
