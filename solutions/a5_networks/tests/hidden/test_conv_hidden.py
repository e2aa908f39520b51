"""Hidden tests of conv.py."""

import numpy as np
import pytest
from a5_networks_oracles import (
    CASES,
    CHANNELS,
    HIGH_OR_WIDE,
    LARGEST,
    NOT_FLIPPED,
    STRIDE,
    WINDOW,
    ZEROS,
    assert_adds_bias,
    assert_convolves,
    conv_param,
    convolve_with,
    convolved,
    over_columns,
    over_filters,
    over_images,
    over_rows,
    pool_param,
    pooled,
    some_images,
    symmetric,
)

from autograder.testing import Text, array, assert_close, assert_equal, assert_unmodified, integer, mapping

FLOOR = Text(
    "Where the stride does not divide evenly the number of windows is rounded down, and H and W are counted apart.",
    "스트라이드로 나누어떨어지지 않으면 창의 개수를 내림하고, H와 W는 따로 세요.",
)


@pytest.mark.question("conv_forward_naive", "conv_forward", weight={"conv_forward_naive": 4, "conv_forward": 2})
def test_filters_are_not_flipped(function, rng):
    """{variant}, filters that are not symmetric are laid on as they are."""
    for size in (2, 3):
        x, w, _b = some_images(rng, 2, 1, 4, 4, 1, size, size)
        assert_convolves(function, x, w, conv_param(1, 0), NOT_FLIPPED)


@pytest.mark.question("conv_forward_naive", "conv_forward", weight={"conv_forward_naive": 8, "conv_forward": 8})
def test_any_number_of_channels(function, rng):
    """{variant}, the products of all channels are added up, of one or many."""
    for C in (2, 5):
        x, w = symmetric(rng, 2, C, 4, 4, 1, 3, 3)
        assert_convolves(function, x, w, conv_param(1, 0), CHANNELS)


@pytest.mark.question("conv_forward_naive", "conv_forward", weight={"conv_forward_naive": 7, "conv_forward": 2})
def test_any_number_of_images_and_filters(function, rng):
    """{variant}, one image or many, one filter or many: each has a map of its own, in its place."""
    for N, F in [(1, 4), (3, 1), (3, 2), (2, 5)]:
        x, w = symmetric(rng, N, 1, 4, 5, F, 2, 2)
        assert_convolves(function, x, w, conv_param(1, 0), CHANNELS)


@pytest.mark.question("conv_forward_naive", "conv_forward", weight={"conv_forward_naive": 3, "conv_forward": 2})
def test_filters_high_or_wide(function, rng):
    """{variant}, filters may be higher than wide or wider than high, and so may images."""
    for H, W, HH, WW in [(2, 3, 1, 2), (5, 4, 3, 1), (4, 6, 2, 4)]:
        x, w = symmetric(rng, 1, 1, H, W, 1, HH, WW)
        assert_convolves(function, x, w, conv_param(1, 0), HIGH_OR_WIDE)


@pytest.mark.question("conv_forward_naive", "conv_forward", weight={"conv_forward_naive": 4, "conv_forward": 2})
def test_strides_down(function, rng):
    """{variant}, windows move down by the stride, in images that are one window wide."""
    for stride in (2, 3):
        x, w = symmetric(rng, 1, 1, 8, 2, 1, 2, 2)
        assert_convolves(function, x, w, conv_param(stride, 0), STRIDE)


@pytest.mark.question("conv_forward_naive", "conv_forward", weight={"conv_forward_naive": 3, "conv_forward": 2})
def test_strides_to_the_right(function, rng):
    """{variant}, windows move to the right by the stride, in images that are one window high."""
    for stride in (2, 3):
        x, w = symmetric(rng, 1, 1, 2, 8, 1, 2, 2)
        assert_convolves(function, x, w, conv_param(stride, 0), STRIDE)


@pytest.mark.question("conv_forward_naive", "conv_forward", weight={"conv_forward_naive": 3, "conv_forward": 2})
def test_stride_that_leaves_something_over(function, rng):
    """{variant}, a stride that does not divide evenly leaves out what no window reaches."""
    for H, W, size, stride in [(4, 5, 2, 3), (6, 7, 3, 2), (7, 5, 2, 4)]:
        x, w = symmetric(rng, 1, 1, H, W, 1, size, size)
        assert_convolves(function, x, w, conv_param(stride, 0), FLOOR)


@pytest.mark.question("conv_forward_naive", "conv_forward", weight={"conv_forward_naive": 5, "conv_forward": 2})
def test_padding_on_four_sides(function, rng):
    """{variant}, images whose edges are 0 get as many rows and columns of places on each side."""
    x, w = symmetric(rng, 1, 1, 6, 6, 1, 3, 3)
    x[:, :, [0, -1]], x[..., [0, -1]] = 0, 0
    for pad in (1, 2):
        assert_convolves(function, x, w, conv_param(1, pad), ZEROS)


@pytest.mark.question("conv_forward_naive", "conv_forward", weight={"conv_forward_naive": 3, "conv_forward": 2})
def test_padding_by_zeros(function, rng):
    """{variant}, what is put around the images is zeros."""
    for pad in (1, 2):
        x, w = symmetric(rng, 1, 1, 3, 4, 1, 3, 3)
        assert_convolves(function, x, w, conv_param(1, pad), ZEROS)


@pytest.mark.question("conv_forward_naive", "conv_forward", weight={"conv_forward_naive": 5, "conv_forward": 3})
def test_bias_of_each_filter(function, rng):
    """{variant}, each filter adds its own bias to all its numbers, once."""
    for sizes in [(1, 1, 3, 3, 3, 2, 2), (2, 2, 4, 4, 2, 3, 3)]:
        assert_adds_bias(function, *some_images(rng, *sizes), conv_param(1, 0))


@pytest.mark.question("conv_forward_naive", "conv_forward", weight={"conv_forward_naive": 12, "conv_forward": 10})
def test_everything_together(function, rng):
    """{variant}, images and filters of any size agree with SciPy, with strides, padding and biases at once."""
    for sizes in CASES:
        (x, w, b), param = some_images(rng, *sizes[:7]), conv_param(*sizes[7:])
        assert_close(convolve_with(function, x, w, b, param), convolved(x, w, b, param), "out", WINDOW)


@pytest.mark.question("conv_forward_naive", "conv_forward", weight={"conv_forward_naive": 3, "conv_forward": 2})
def test_views(function, rng):
    """{variant}, views and other memory orders are convolved by their indices."""
    x, w = symmetric(rng, 4, 1, 5, 5, 1, 3, 3)
    for images in (np.asfortranarray(x), x[::-2, :, ::-1, 1:], x.transpose(0, 1, 3, 2)):
        assert_convolves(function, images, w, conv_param(1, 0), WINDOW)
    assert_convolves(function, x, w.transpose(0, 1, 3, 2)[:, ::-1], conv_param(1, 0), WINDOW)


@pytest.mark.question("conv_forward_naive", "conv_forward", weight={"conv_forward_naive": 3, "conv_forward": 3})
def test_in_float32(function, rng):
    """{variant}, float32 images are right to the precision of float32."""
    x, w = (part.astype(np.float32) for part in symmetric(rng, 2, 1, 4, 4, 1, 3, 3))
    assert_convolves(function, x, w, conv_param(1, 0), WINDOW)


@pytest.mark.question(
    "conv_forward_naive", "conv_forward", weight={"conv_forward_naive": 3, "conv_forward": 3}, gate="shape"
)
def test_keeps_what_came(function, rng):
    """{variant}, the cache holds x, w, b and conv_param as they came."""
    parts, param = some_images(rng, 2, 2, 3, 4, 3, 2, 2), conv_param(2, 1)
    arrays = tuple(array(f"cache[{i}]", shape=part.shape) for i, part in enumerate(parts))
    cache = (*arrays, mapping("cache[3]", stride=integer("stride"), pad=integer("pad")))
    _out, kept = function.call(*parts, param, returns=(None, cache))
    slip = Text(
        "The cache is (x, w, b, conv_param), with x not padded.",
        "cache는 패딩하지 않은 x를 담은 (x, w, b, conv_param)이에요.",
    )
    for i, part in enumerate(parts):
        assert_equal(kept[i], part, f"cache[{i}]", slip)
    assert_equal([kept[3]["stride"], kept[3]["pad"]], [2, 1], "stride and pad in the cache", slip)


@pytest.mark.question(
    "conv_forward_naive", "conv_forward", weight={"conv_forward_naive": 4, "conv_forward": 2}, gate="inputs"
)
def test_leaves_its_inputs_alone(function, rng):
    """{variant}, neither the images, the filters, the biases nor conv_param are modified."""
    assert_unmodified(function.observe(*some_images(rng, 1, 2, 3, 3, 2, 2, 2), conv_param(1, 1)))


@pytest.mark.question("conv_forward", weight=3)
def test_translation_equivariance(submission, digits, rng):
    """Vectorized, the output of digits that moved is the output of the digits, moved: translation equivariance."""
    x, param = digits.images[:5, None] / 16, conv_param(1, 0)
    _, w = symmetric(rng, 1, 1, 8, 8, 1, 3, 3)
    still = np.zeros((5, 1, 18, 18))
    still[:, :, 5:13, 5:13] = x
    here = convolved(still, w, np.zeros(1), param)
    slip = Text("Is the same filter laid at every place?", "모든 위치에 같은 필터를 썼나요?")
    for dy, dx in [(0, 1), (2, 0), (-3, 2)]:
        moved = np.roll(still, (dy, dx), axis=(2, 3))  # the frame is wide enough that no ink comes around
        out = convolve_with(submission.conv.conv_forward, moved, w, np.zeros(1), param)
        assert_close(out, np.roll(here, (dy, dx), axis=(2, 3)), "out of the moved digits", slip)


@pytest.mark.question("conv_forward", weight=172, gate="form")
def test_flat_in_the_images(submission, speed):
    """Vectorized, the time does not grow with a Python loop over the images."""
    speed.flat(over_images, over=Text("images", "이미지"), blocks="rows")


@pytest.mark.question("conv_forward", weight=20, gate="form")
def test_flat_in_the_filters(submission, speed):
    """Vectorized, the time does not grow with a Python loop over the filters."""
    speed.flat(over_filters, over=Text("filters", "필터"), blocks="rows")


@pytest.mark.question("conv_forward", weight=32, gate="form")
def test_flat_in_the_columns(submission, speed):
    """Vectorized, the time does not grow with a Python loop over the columns of the output."""
    speed.flat(over_columns, over=Text("columns of the output", "출력의 열"), blocks="rows")


@pytest.mark.question("conv_forward", weight=28, gate="form")
def test_flat_in_the_rows(submission, speed):
    """Vectorized, the time does not grow with a Python loop over the rows of the output."""
    speed.flat(over_rows, over=Text("rows of the output", "출력의 행"), blocks="rows")


def pool(submission, x, height, width, stride, slip=LARGEST):
    """Compare a pooling with SciPy's."""
    expected = pooled(x, height, width, stride)
    returns = array("out", shape=expected.shape, kind="float")
    out = submission.conv.max_pool.call(x, pool_param(height, width, stride), returns=returns)
    assert_close(out, expected.astype(x.dtype), "out", slip)


@pytest.mark.question("max_pool", weight=3)
def test_pooling_side_by_side(submission, rng):
    """Square windows side by side, of one pixel or many, keep their largest numbers."""
    for size, rows, columns in [(1, 1, 1), (2, 2, 3), (3, 1, 2)]:
        pool(submission, rng.random(size=(2, 1, rows * size, columns * size)), size, size, size)


@pytest.mark.question("max_pool", weight=6)
def test_pooling_of_each_channel(submission, rng):
    """Every channel of every image is pooled by itself, one or many."""
    slip = Text("Is each channel pooled by itself?", "채널마다 따로 풀링했나요?")
    for N, C in [(1, 3), (3, 2), (2, 5)]:
        pool(submission, rng.random(size=(N, C, 4, 4)), 2, 2, 2, slip)


@pytest.mark.question("max_pool", weight=3)
def test_pooling_with_overlap_and_gaps(submission, rng):
    """Windows that overlap or leave gaps start `stride` apart."""
    for size, stride in [(2, 1), (3, 2), (1, 2), (2, 3)]:
        x = rng.random(size=(1, 1, size + 2 * stride, size + stride))
        pool(submission, x, size, size, stride, STRIDE)


@pytest.mark.question("max_pool", weight=12)
def test_pooling_by_windows_high_or_wide(submission, rng):
    """Windows may be higher than wide or wider than high."""
    slip = Text("A window is pool_height high and pool_width wide.", "창의 높이는 pool_height, 너비는 pool_width예요.")
    for H, W, height, width, stride in [(3, 1, 3, 1, 1), (2, 3, 1, 3, 1), (4, 6, 2, 3, 1)]:
        pool(submission, rng.random(size=(2, 1, H, W)), height, width, stride, slip)


@pytest.mark.question("max_pool", weight=19)
def test_pooling_of_negative_numbers(submission, rng):
    """Where all numbers are negative, the largest is negative too; equal numbers do no harm."""
    slip = Text("Does the maximum start from the window's own numbers?", "최댓값을 창에 있는 수에서 시작했나요?")
    pool(submission, -1 - rng.random((2, 1, 4, 4)), 2, 2, 2, slip)
    pool(submission, np.full((1, 1, 4, 4), -2.0), 2, 2, 2, slip)


@pytest.mark.question("max_pool", weight=5)
def test_pooling_of_both_signs(submission, rng):
    """A small positive number is larger than a negative one, however far that is from 0."""
    slip = Text("Is -5 smaller than 1?", "-5는 1보다 작은가요?")
    x = -5 - rng.random((2, 1, 4, 4))
    x[:, :, ::2, ::2] = 1 + rng.random((2, 1, 2, 2))
    pool(submission, x, 2, 2, 2, slip)


@pytest.mark.question("max_pool", weight=15)
def test_pooling_leaves_out_what_no_window_reaches(submission, rng):
    """Rows and columns that no whole window reaches are left out, even if the largest numbers stand there."""
    x = rng.random((2, 1, 5, 7))
    x[:, :, -1], x[..., -1] = 100, 200
    slip = Text("Do only whole windows count?", "온전한 창만 셌나요?")
    pool(submission, x, 2, 2, 2, slip)
    pool(submission, rng.random((1, 1, 6, 5)), 3, 3, 2, slip)


@pytest.mark.question("max_pool", weight=3)
def test_pooling_of_views_and_in_float32(submission, rng):
    """Views, other memory orders and float32 are pooled by their indices."""
    x = rng.random(size=(4, 1, 4, 4))
    for view in (np.asfortranarray(x), x[::-2, :, ::-1], x.transpose(0, 1, 3, 2), x.astype(np.float32)):
        pool(submission, view, 2, 2, 2)


@pytest.mark.question("max_pool", weight=3, gate="inputs")
def test_pooling_leaves_its_inputs_alone(submission, rng):
    """Neither x nor pool_param is modified."""
    assert_unmodified(submission.conv.max_pool.observe(rng.normal(size=(1, 2, 4, 4)), pool_param(2, 2, 2)))
