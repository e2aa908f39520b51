"""Hidden tests of conv_backward in conv.py."""

import numpy as np
import pytest
from a5_networks_oracles import (
    CASES,
    HIGH_OR_WIDE,
    INTO_DB,
    INTO_DW,
    INTO_DX,
    OFF,
    STRIDE,
    ZEROS,
    conv_param,
    conv_part,
    convolved,
    some_images,
    symmetric,
)
from scipy.signal import convolve, correlate

from autograder.testing import Text, assert_close, assert_gradient, assert_unmodified


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
    return {"dx": dx[:, :, p : H - p, p : W - p], "dw": dw, "db": spread.sum(axis=(0, 2, 3))}


def compare(submission, rng, part, x, w, param, slip):
    """Compare one of the gradients for a random dout with SciPy's."""
    dout = rng.normal(size=convolved(x, w, np.zeros(len(w)), param).shape).astype(x.dtype)
    found, wanted = conv_part(submission, part, dout, x, w, param), gradients(dout, x, w, param)[part]
    if x.dtype == np.float32:
        assert_close(found, wanted.astype(np.float32), part, slip)
    else:
        assert_gradient(found, wanted, part, slip)


@pytest.mark.question("conv_backward", weight=2)
def test_conv_dx_of_one_window(submission, rng):
    """Where a filter has a single window, dx is the filter as it is, times dout."""
    for size in (2, 3):
        x, w, _b = some_images(rng, 2, 2, size, size, 1, size, size)
        compare(submission, rng, "dx", x, w, conv_param(1, 0), INTO_DX)


@pytest.mark.question("conv_backward", weight=2)
def test_conv_dx_of_windows_apart(submission, rng):
    """Where windows lie side by side and nothing is padded, each part of dx is that of its own window."""
    for size in (2, 3):
        x, w = symmetric(rng, 2, 2, 2 * size, 3 * size, 1, size, size)
        compare(submission, rng, "dx", x, w, conv_param(size, 0), STRIDE)


@pytest.mark.question("conv_backward", weight=2)
def test_conv_dx_of_windows_that_overlap(submission, rng):
    """Where windows overlap, their parts of dx are added up."""
    x, w = symmetric(rng, 2, 1, 5, 5, 1, 3, 3)
    compare(submission, rng, "dx", x, w, conv_param(1, 0), INTO_DX)


@pytest.mark.question("conv_backward", weight=2)
def test_conv_dx_of_several_filters(submission, rng):
    """Where several filters see the same pixels, their parts of dx are added up."""
    x, w = symmetric(rng, 2, 2, 3, 3, 4, 3, 3)
    compare(submission, rng, "dx", x, w, conv_param(1, 0), INTO_DX)


@pytest.mark.question("conv_backward", weight=3)
def test_conv_dx_without_its_padding(submission, rng):
    """With padding, dx has the shape of x: the rest of dxp is cut off."""
    for H, W, pad in [(4, 4, 1), (4, 7, 1), (5, 5, 2)]:
        x, w = symmetric(rng, 2, 1, H, W, 1, 3, 3)
        compare(submission, rng, "dx", x, w, conv_param(3, pad), OFF)


@pytest.mark.question("conv_backward", weight=2)
def test_conv_dx_of_pixels_that_no_window_reaches(submission, rng):
    """Where the stride leaves something over or skips pixels, their dx is 0."""
    slip = Text(
        "dx has the shape of x, with 0 where no window came; does the window move by the stride?",
        "dx의 shape은 x와 같고 창이 닿지 않은 곳은 0이에요. 창이 스트라이드만큼씩 움직이나요?",
    )
    for H, W, size, stride in [(4, 5, 2, 3), (5, 6, 2, 2)]:
        x, w = symmetric(rng, 1, 1, H, W, 1, size, size)
        compare(submission, rng, "dx", x, w, conv_param(stride, 0), slip)


@pytest.mark.question("conv_backward", weight=2)
def test_conv_dx_of_filters_high_or_wide(submission, rng):
    """Filters may be higher than wide or wider than high: dx is right."""
    for HH, WW in [(1, 2), (3, 2)]:
        x, w = symmetric(rng, 1, 1, HH, WW, 1, HH, WW)
        compare(submission, rng, "dx", x, w, conv_param(1, 0), HIGH_OR_WIDE)


@pytest.mark.question("conv_backward", weight=8)
def test_conv_dw_of_one_window(submission, rng):
    """Where a filter has a single window of one image, dw is that window times dout."""
    for C, F, size in [(1, 1, 1), (2, 3, 2), (1, 2, 3)]:
        x, w, _b = some_images(rng, 1, C, size, size, F, size, size)
        compare(submission, rng, "dw", x, w, conv_param(1, 0), INTO_DW)


@pytest.mark.question("conv_backward", weight=2)
def test_conv_dw_of_several_windows(submission, rng):
    """The windows of one image all add to dw."""
    x, w, _b = some_images(rng, 1, 2, 5, 4, 2, 2, 2)
    compare(submission, rng, "dw", x, w, conv_param(1, 0), INTO_DW)


@pytest.mark.question("conv_backward", weight=2)
def test_conv_dw_of_several_images(submission, rng):
    """The images all add to dw: no mean."""
    for N in (2, 5):
        x, w, _b = some_images(rng, N, 1, 3, 3, 2, 3, 3)
        compare(submission, rng, "dw", x, w, conv_param(1, 0), INTO_DW)


@pytest.mark.question("conv_backward", weight=3)
def test_conv_dw_with_a_stride(submission, rng):
    """With a stride, dw comes from the windows of the way forward."""
    for H, W, stride in [(4, 4, 2), (6, 7, 3)]:
        x, w, _b = some_images(rng, 1, 1, H, W, 1, 2, 2)
        compare(submission, rng, "dw", x, w, conv_param(stride, 0), STRIDE)


@pytest.mark.question("conv_backward", weight=9)
def test_conv_dw_with_padding(submission, rng):
    """With padding, dw comes from the windows of the padded image."""
    for pad in (1, 2):
        x, w, _b = some_images(rng, 1, 1, 4, 3, 1, 3, 3)
        compare(submission, rng, "dw", x, w, conv_param(1, pad), ZEROS)


@pytest.mark.question("conv_backward", weight=6)
def test_conv_dw_of_filters_high_or_wide(submission, rng):
    """Filters may be higher than wide or wider than high: dw is right."""
    for HH, WW in [(1, 2), (3, 2)]:
        x, w, _b = some_images(rng, 1, 1, HH, WW, 1, HH, WW)
        compare(submission, rng, "dw", x, w, conv_param(1, 0), HIGH_OR_WIDE)


@pytest.mark.question("conv_backward", weight=4)
def test_conv_db_of_several_places(submission, rng):
    """db[f] has the sum of dout over all places of one image."""
    for F in (1, 3):
        x, w, _b = some_images(rng, 1, 1, 4, 5, F, 2, 2)
        compare(submission, rng, "db", x, w, conv_param(1, 0), INTO_DB)


@pytest.mark.question("conv_backward", weight=5)
def test_conv_db_of_several_images(submission, rng):
    """db[f] has the sum of dout over the images: no mean."""
    for N in (2, 5):
        x, w, _b = some_images(rng, N, 1, 2, 2, 3, 2, 2)
        compare(submission, rng, "db", x, w, conv_param(1, 0), INTO_DB)


@pytest.mark.question("conv_backward", weight=6)
def test_conv_gradients_of_everything_together(submission, rng):
    """For images and filters of any size, with strides and padding at once, dx, dw and db are SciPy's."""
    for sizes in CASES:
        (x, w, _b), param = some_images(rng, *sizes[:7]), conv_param(*sizes[7:])
        for part, slip in (("dx", INTO_DX), ("dw", INTO_DW), ("db", INTO_DB)):
            compare(submission, rng, part, x, w, param, slip)


@pytest.mark.question("conv_backward", weight=3)
def test_conv_dw_of_views_and_in_float32(submission, rng):
    """Views, other memory orders and float32 have the right dw."""
    x, w, _b = some_images(rng, 2, 1, 3, 3, 2, 3, 3)
    for images in (np.asfortranarray(x), x[::-2, :, ::-1], x.astype(np.float32)):
        compare(submission, rng, "dw", images, w.astype(images.dtype), conv_param(1, 0), INTO_DW)


@pytest.mark.question("conv_backward", weight=4)
def test_conv_dx_of_views_and_in_float32(submission, rng):
    """Views, other memory orders and float32 have the right dx."""
    x, w = symmetric(rng, 2, 1, 3, 3, 1, 3, 3)
    for images, filters in [
        (np.asfortranarray(x), w.transpose(0, 1, 3, 2)),
        (x[:, :, ::-1], np.asfortranarray(w)),
        (x.astype(np.float32), w.astype(np.float32)),
    ]:
        compare(submission, rng, "dx", images, filters, conv_param(1, 1), INTO_DX)


@pytest.mark.question("conv_backward", weight=2, gate="inputs")
def test_backward_leaves_its_inputs_alone(submission, rng):
    """Neither dout nor what is in the cache is modified."""
    x, w, b = some_images(rng, 1, 2, 3, 3, 2, 2, 2)
    dout = rng.normal(size=(1, 2, 4, 4))
    assert_unmodified(submission.conv.conv_backward.observe(dout, (x, w, b, conv_param(1, 1))))
