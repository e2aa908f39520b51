"""Hidden tests of layers.py."""

import math

import numpy as np
import pytest
from a5_networks_oracles import FLATTEN, SUMS, affine, affine_out, affine_part

from autograder.testing import Text, array, assert_close, assert_equal, assert_gradient, assert_unmodified

ROWS = [((1, 1), 1), ((1, 4), 3), ((5, 1), 2), ((4, 3), 1), ((6, 2), 4)]
IMAGES = [((1, 2, 3, 2), 2), ((3, 1, 4), 5), ((4, 3, 2), 1)]
SINGLE = [((1, 1), 2), ((1, 4), 3), ((1, 5), 1)]


def some_layer(rng, shape, M):
    """Random examples of this shape, weights and biases."""
    D = int(np.prod(shape[1:]))
    return rng.normal(size=shape), rng.normal(size=(D, M)), rng.normal(size=M)


def compare_out(submission, x, w, dtype=np.float64, slip=FLATTEN):
    """Compare the output without a bias with SciPy's."""
    b = np.zeros(w.shape[1], dtype)
    assert_close(affine_out(submission, x, w, b), affine(x, w, b).astype(dtype), "out", slip)


@pytest.mark.question("affine_forward", weight=12)
def test_affine_of_rows(submission, rng):
    """One example or many, one number or many, one output or many: without a bias, out is x times w."""
    for shape, M in ROWS:
        x, w, _b = some_layer(rng, shape, M)
        compare_out(submission, x, w, slip=Text("Are they x @ w?", "x @ w인가요?"))


@pytest.mark.question("affine_forward", weight=12)
def test_affine_of_images_of_any_size(submission, rng):
    """Images of two, three or four axes are flattened, one or many."""
    for shape, M in IMAGES:
        x, w, _b = some_layer(rng, shape, M)
        compare_out(submission, x, w)


@pytest.mark.question("affine_forward", weight=9)
def test_affine_with_any_bias(submission, rng):
    """A bias adds to each output its own number, the same for every example."""
    slip = Text("Is b added to every row, once?", "b를 행마다 한 번씩 더했나요?")
    for shape, M in ROWS:
        x, w, b = some_layer(rng, shape, M)
        more = affine_out(submission, x, w, b) - affine_out(submission, x, w, np.zeros(M))
        assert_close(more, np.broadcast_to(b, (len(x), M)), "out with b less out without", slip)


@pytest.mark.question("affine_forward", weight=3)
def test_affine_of_views(submission, rng):
    """Images seen through slices, flips and other memory orders are read in the order of their indices."""
    x, w, _b = some_layer(rng, (3, 2, 4, 3), 4)
    for view in (np.asfortranarray(x), x[:, ::-1, ::-1], x.transpose(0, 1, 3, 2), x[::-2]):
        compare_out(submission, view, w)


@pytest.mark.question("affine_forward", weight=9, gate="shape")
def test_affine_keeps_what_came(submission, rng):
    """The cache holds x, w and b as they came, x with all its axes."""
    parts = some_layer(rng, (2, 2, 3), 4)
    cache = tuple(array(f"cache[{i}]", shape=part.shape) for i, part in enumerate(parts))
    _out, kept = submission.layers.affine_forward.call(*parts, returns=(None, cache))
    slip = Text("The cache is (x, w, b), with x not flattened.", "cache는 펼치지 않은 x를 담은 (x, w, b)예요.")
    for i, part in enumerate(parts):
        assert_equal(kept[i], part, f"cache[{i}]", slip)


@pytest.mark.question("affine_forward", weight=13)
def test_affine_in_float32(submission, rng):
    """In float32 the output is right to the precision of float32."""
    x, w, _b = (part.astype(np.float32) for part in some_layer(rng, (3, 5), 4))
    compare_out(submission, x, w, np.float32)


@pytest.mark.question("affine_forward", weight=3, gate="inputs")
def test_affine_leaves_its_inputs_alone(submission, rng):
    """Neither x, w or b is modified, nor their shapes."""
    assert_unmodified(submission.layers.affine_forward.observe(*some_layer(rng, (2, 2, 3), 4)))


def affine_gradients(dout, x, w):
    """The gradients of an affine layer, by sums over one number of the output after the other."""
    rows = np.array([list(example.flat) for example in x], np.float64)
    dx, dw, db = np.zeros(rows.shape), np.zeros(np.shape(w)), np.zeros(np.shape(w)[1])
    for (n, m), slope in np.ndenumerate(dout):
        db[m] = math.fsum([db[m], slope])
        for d, number in enumerate(rows[n]):
            dx[n, d] = math.fsum([dx[n, d], slope * w[d, m]])
            dw[d, m] = math.fsum([dw[d, m], slope * number])
    return {"dx": dx.reshape(np.shape(x)), "dw": dw, "db": db}


def compare(submission, part, dout, x, w, dtype=np.float64):
    """Compare one of the gradients with sums that are taken one number at a time."""
    found, wanted = affine_part(submission, part, dout, x, w), affine_gradients(dout, x, w)[part]
    (assert_gradient if dtype == np.float64 else assert_close)(found, wanted.astype(dtype), part, SUMS)


def at_sizes(submission, rng, part, sizes):
    """Compare one of the gradients at these sizes."""
    for shape, M in sizes:
        x, w, _b = some_layer(rng, shape, M)
        compare(submission, part, rng.normal(size=(shape[0], M)), x, w)


@pytest.mark.question("affine_backward", weight=3)
def test_dx_of_rows(submission, rng):
    """For examples that are rows, dx is right: one example or many, one number or many, one output or many."""
    at_sizes(submission, rng, "dx", ROWS)


@pytest.mark.question("affine_backward", weight=7)
def test_dx_has_the_shape_of_x(submission, rng):
    """For examples that are images, dx is right and has their shape."""
    at_sizes(submission, rng, "dx", IMAGES)


@pytest.mark.question("affine_backward", weight=3)
def test_dw_of_one_example(submission, rng):
    """For a single example, dw is right."""
    at_sizes(submission, rng, "dw", SINGLE)


@pytest.mark.question("affine_backward", weight=3)
def test_dw_adds_up_the_examples(submission, rng):
    """Seven copies of an example have seven times its dw, and other examples the sum of theirs: no mean."""
    x, w, _b = some_layer(rng, (1, 4), 3)
    compare(submission, "dw", np.repeat(rng.normal(size=(1, 3)), 7, axis=0), np.repeat(x, 7, axis=0), w)
    at_sizes(submission, rng, "dw", ROWS)


@pytest.mark.question("affine_backward", weight=3)
def test_dw_of_images(submission, rng):
    """For examples that are images, dw has a row for each of their numbers, in the order of the indices."""
    at_sizes(submission, rng, "dw", IMAGES[:1])


@pytest.mark.question("affine_backward", weight=7)
def test_db_of_one_example(submission, rng):
    """For a single example, db is its dout."""
    at_sizes(submission, rng, "db", SINGLE)


@pytest.mark.question("affine_backward", weight=7)
def test_db_adds_up_the_examples(submission, rng):
    """For several examples, db is the sum of their dout: no mean."""
    at_sizes(submission, rng, "db", ROWS)


@pytest.mark.question("affine_backward", weight=12)
def test_dw_of_views(submission, rng):
    """Views and other memory orders of x, w and dout give dw in the order of the indices."""
    x, w, _b = some_layer(rng, (4, 3, 2, 3), 5)
    dout = rng.normal(size=(5, 4)).T
    for slopes, images in [
        (dout, np.asfortranarray(x)),
        (dout[::2], x[::-2, :, ::-1]),
        (dout, x.transpose(0, 1, 3, 2)),
    ]:
        compare(submission, "dw", slopes, images, w)


@pytest.mark.question("affine_backward", weight=12)
def test_dx_of_views(submission, rng):
    """Views and other memory orders of x, w and dout give the right dx."""
    x, w, _b = some_layer(rng, (4, 6), 5)
    dout = rng.normal(size=(5, 4)).T
    compare(submission, "dx", dout, np.asfortranarray(x), np.asfortranarray(w))
    compare(submission, "dx", dout[::2], x[::-2], w[::-1])


@pytest.mark.question("affine_backward", weight=6)
def test_affine_backward_in_float32(submission, rng):
    """In float32 a dx is right to the precision of float32."""
    x, w, _b = (part.astype(np.float32) for part in some_layer(rng, (3, 4), 3))
    compare(submission, "dx", rng.normal(size=(3, 3)).astype(np.float32), x, w, np.float32)


@pytest.mark.question("affine_backward", weight=5, gate="inputs")
def test_affine_backward_leaves_its_inputs_alone(submission, rng):
    """Neither dout nor what is in the cache is modified."""
    cache = some_layer(rng, (3, 2, 2), 3)
    assert_unmodified(submission.layers.affine_backward.observe(rng.normal(size=(3, 3)), cache))
