"""Hidden tests of layers.py."""

import math

import numpy as np
import pytest
from a5_networks_oracles import FLATTEN, SUMS, affine, gradient_returns

from autograder.testing import Text, array, assert_close, assert_equal, assert_gradient, assert_unmodified

SIZES = [((1, 1), 1), ((1, 4), 3), ((5, 1), 2), ((4, 3), 1), ((1, 2, 3, 2), 2), ((3, 1, 4), 5)]


def some_layer(rng, shape, M):
    """Random examples of this shape, weights and biases."""
    D = int(np.prod(shape[1:]))
    return rng.normal(size=shape), rng.normal(size=(D, M)), rng.normal(size=M)


def out_of(x, b):
    """The spec of what affine_forward returns, the cache not looked at."""
    return array("out", shape=(len(x), len(b)), kind="float"), None


@pytest.mark.question("affine_forward", weight=1.5)
def test_affine_at_any_size(submission, rng):
    """One example or many, one number or many, one output or many."""
    for shape, M in SIZES:
        x, w, b = some_layer(rng, shape, M)
        out, _cache = submission.layers.affine_forward.call(x, w, b, returns=out_of(x, b))
        assert_close(out, affine(x, w, b), "out", FLATTEN)


@pytest.mark.question("affine_forward", weight=1.5)
def test_affine_of_views(submission, rng):
    """Images seen through slices, flips and other memory orders are read in the order of their indices."""
    x, w, b = some_layer(rng, (3, 2, 4, 3), 4)
    for view in (np.asfortranarray(x), x[:, ::-1, ::-1], x.transpose(0, 1, 3, 2), x[::-2]):
        out, _cache = submission.layers.affine_forward.call(view, w, b, returns=out_of(view, b))
        assert_close(out, affine(view, w, b), "out", FLATTEN)


@pytest.mark.question("affine_forward", weight=0.85, gate="shape")
def test_affine_keeps_what_came(submission, rng):
    """The cache holds x, w and b as they came, x with all its axes."""
    parts = some_layer(rng, (2, 2, 3), 4)
    cache = tuple(array(f"cache[{i}]", shape=part.shape) for i, part in enumerate(parts))
    _out, kept = submission.layers.affine_forward.call(*parts, returns=(array("out", shape=(2, 4)), cache))
    slip = Text("The cache is (x, w, b), with x not flattened.", "cache는 펼치지 않은 x를 담은 (x, w, b)예요.")
    for i, part in enumerate(parts):
        assert_equal(kept[i], part, f"cache[{i}]", slip)


@pytest.mark.question("affine_forward", weight=0.5)
def test_affine_in_float32(submission, rng):
    """In float32 the output is right to the precision of float32."""
    x, w, b = (part.astype(np.float32) for part in some_layer(rng, (3, 2, 3), 4))
    out, _cache = submission.layers.affine_forward.call(x, w, b, returns=out_of(x, b))
    assert_close(out, affine(x, w, b).astype(np.float32), "out", FLATTEN)


@pytest.mark.question("affine_forward", weight=0.5, gate="inputs")
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
    return dx.reshape(np.shape(x)), dw, db


def compare(submission, dout, x, w, b, dtype=np.float64):
    """Compare the gradients with sums that are taken one number at a time."""
    found = submission.layers.affine_backward.call(dout, (x, w, b), returns=gradient_returns(x, w, b))
    wanted = affine_gradients(dout, x, w)
    for name, one, other in zip(("dx", "dw", "db"), found, wanted, strict=True):
        (assert_gradient if dtype == np.float64 else assert_close)(one, other.astype(dtype), name, SUMS)


@pytest.mark.question("affine_backward", weight=1.5)
def test_affine_backward_at_any_size(submission, rng):
    """One example or many, one number or many, one output or many."""
    for shape, M in SIZES:
        x, w, b = some_layer(rng, shape, M)
        compare(submission, rng.normal(size=(shape[0], M)), x, w, b)


@pytest.mark.question("affine_backward", weight=1.5)
def test_affine_backward_adds_up_the_examples(submission, rng):
    """Seven copies of an example have seven times its dw and db: sums, not means."""
    x, w, b = some_layer(rng, (1, 2, 2), 3)
    dout = rng.normal(size=(1, 3))
    compare(submission, np.repeat(dout, 7, axis=0), np.repeat(x, 7, axis=0), w, b)


@pytest.mark.question("affine_backward", weight=1)
def test_affine_backward_of_views(submission, rng):
    """Views and other memory orders of x, w and dout give gradients in the order of the indices."""
    x, w, b = some_layer(rng, (4, 3, 2, 3), 5)
    dout = rng.normal(size=(5, 4)).T
    compare(submission, dout, np.asfortranarray(x), np.asfortranarray(w), b)
    compare(submission, dout[::2], x[::-2, :, ::-1], w, b)
    compare(submission, dout, x.transpose(0, 1, 3, 2), w[::-1], b)


@pytest.mark.question("affine_backward", weight=0.5)
def test_affine_backward_in_float32(submission, rng):
    """In float32 the gradients are right to the precision of float32."""
    x, w, b = (part.astype(np.float32) for part in some_layer(rng, (3, 2, 2), 3))
    compare(submission, rng.normal(size=(3, 3)).astype(np.float32), x, w, b, np.float32)


@pytest.mark.question("affine_backward", weight=0.5, gate="inputs")
def test_affine_backward_leaves_its_inputs_alone(submission, rng):
    """Neither dout nor what is in the cache is modified."""
    cache = some_layer(rng, (3, 2, 2), 3)
    assert_unmodified(submission.layers.affine_backward.observe(rng.normal(size=(3, 3)), cache))
