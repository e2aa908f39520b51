"""Hidden tests of scores.py."""

import numpy as np
import pytest
from a2_linear_oracles import TRANSPOSED, over_examples, products

from autograder.testing import Text, array, assert_close, assert_equal, assert_unmodified

TWO_AXES = Text(
    "Is the result (N, C) also where N, D or C is 1?",
    "N, D, C 가운데 1이 있어도 결과가 (N, C)인가요?",
)


@pytest.mark.question("linear_scores", weight=2)
def test_scores_at_any_size(submission, rng):
    """For one class or many and one number or many, each score is an inner product plus a bias."""
    slip = Text("Does class c use row c of W, and its own bias?", "클래스 c가 W의 c번째 행과 자기 편향을 쓰나요?")
    for C, D in [(1, 1), (2, 1), (1, 5), (4, 4), (10, 64)]:
        W, x, b = rng.normal(size=(C, D)), rng.normal(size=D), rng.normal(size=C)
        found = submission.scores.linear_scores.call(W, x, b, returns=array("scores", shape=(C,), kind="float"))
        assert_close(found, products(x[None], W.T, b)[0], "scores", slip)


@pytest.mark.question("linear_scores", weight=1)
def test_scores_of_views(submission, rng):
    """Weights and images that are views, in float32 too, are scored right."""
    slip = Text("Are W, x and b used as they come, by index?", "W, x, b를 받은 그대로 인덱스 순서로 썼나요?")
    W, x, b = rng.normal(size=(12, 6)), rng.normal(size=24), rng.normal(size=3)
    for dtype in (np.float64, np.float32):
        views = [W.astype(dtype).T[::2], x.astype(dtype)[::-2], b.astype(dtype)]
        expected = products(views[1][None], views[0].T, views[2])[0].astype(dtype)
        found = submission.scores.linear_scores.call(*views, returns=array("scores", shape=(3,), kind="float"))
        assert_close(found, expected, "scores", slip)


@pytest.mark.question("linear_scores", weight=1, gate="inputs")
def test_scores_leave_their_input_alone(submission, rng):
    """Neither the weights nor the image nor the bias is modified."""
    W, x, b = rng.normal(size=(3, 3)), rng.normal(size=3), rng.normal(size=3)
    assert_unmodified(submission.scores.linear_scores.observe(W, x, b))


@pytest.mark.question("batch_scores", weight=8)
def test_batch_where_shapes_do_not_tell(submission, rng):
    """Where D == C or N == C, so that wrong products fit as well, the scores are the right ones."""
    for N, D, C in [(3, 2, 2), (2, 3, 2), (3, 3, 3), (6, 5, 4)]:
        X, W, b = rng.normal(size=(N, D)), rng.normal(size=(D, C)), rng.normal(size=C)
        found = submission.scores.batch_scores.call(X, W, b, returns=array("scores", shape=(N, C), kind="float"))
        assert_close(found, products(X, W, b), "scores", TRANSPOSED)


@pytest.mark.question("batch_scores", weight=5)
def test_batch_keeps_two_axes(submission, rng):
    """With one image, one feature or one class the scores still have two axes."""
    for N, D, C in [(1, 1, 1), (1, 3, 4), (4, 1, 3), (5, 2, 1)]:
        X, W, b = rng.normal(size=(N, D)), rng.normal(size=(D, C)), rng.normal(size=C)
        found = submission.scores.batch_scores.call(X, W, b, returns=array("scores", shape=(N, C), kind="float"))
        assert_close(found, products(X, W, b), "scores", TWO_AXES)


@pytest.mark.question("batch_scores", weight=7)
def test_batch_of_digits_and_views(submission, rng, digits):
    """Digits seen through a view, and weights in another memory order, are scored right, in float32 too."""
    slip = Text("Are X, W and b used as they come, by index?", "X, W, b를 받은 그대로 인덱스 순서로 썼나요?")
    X, W, b = digits.rows[:16:2, ::-2], np.asfortranarray(rng.normal(size=(32, 10)) / 16), rng.normal(size=10)
    for dtype in (np.float64, np.float32):
        views = [np.asarray(X, dtype=dtype, order="F"), W.astype(dtype)[::-1], b.astype(dtype)]
        found = submission.scores.batch_scores.call(*views, returns=array("scores", shape=(8, 10), kind="float"))
        expected = products(views[0], views[1], views[2])
        assert_close(found, expected.astype(dtype), "scores", slip, atol=None if dtype is np.float64 else 1e-4)
    found = submission.scores.batch_scores.call(X, W, b, returns=array("scores", shape=(8, 10), kind="float"))
    assert_close(found, products(X, W, b), "scores", slip)


@pytest.mark.question("batch_scores", weight=5, gate="inputs")
def test_batch_leaves_its_input_alone(submission, rng):
    """Neither the images nor the weights nor the bias are modified."""
    X, W, b = rng.normal(size=(3, 3)), rng.normal(size=(3, 3)), rng.normal(size=3)
    assert_unmodified(submission.scores.batch_scores.observe(X, W, b))


@pytest.mark.question("batch_scores", weight=53, gate="form")
def test_batch_is_flat_in_the_examples(submission, speed):
    """The time does not grow with a Python loop over the examples."""
    speed.flat(over_examples, over=Text("examples", "예제"))


def with_bias(submission, X, W, b):
    """What add_bias makes of these."""
    (N, D), C = X.shape, W.shape[1]
    returns = (array("X1", shape=(N, D + 1), kind="float"), array("W1", shape=(D + 1, C), kind="float"))
    return submission.scores.add_bias.call(X, W, b, returns=returns)


@pytest.mark.question("add_bias", weight=2)
def test_bias_at_any_size(submission, rng):
    """For one example, feature or class, or many, every number stands in its place, to the last digit."""
    slip = Text(
        "Do the fractions survive, as float64? The ones must not make the array one of whole numbers.",
        "소수점 아래가 float64 그대로 남아 있나요? 1 때문에 정수 배열이 되면 안 돼요.",
    )
    for N, D, C in [(1, 1, 1), (1, 4, 2), (3, 1, 3), (4, 3, 1), (3, 3, 3), (5, 4, 2)]:
        X, W, b = rng.normal(size=(N, D)), rng.normal(size=(D, C)), rng.normal(size=C)
        X1, W1 = with_bias(submission, X, W, b)
        assert_equal(X1[:, :-1], X, "X1 without its last column", slip)
        assert_equal(X1[:, -1], np.ones(N), "the last column of X1", slip)
        assert_equal(W1[:-1], W, "W1 without its last row", slip)
        assert_equal(W1[-1], b, "the last row of W1", slip)


@pytest.mark.question("add_bias", weight=1)
def test_bias_trick_on_digits(submission, rng, digits):
    """On digits, seen through views, the larger matrices give the same scores."""
    X, W, b = digits.rows[:8:2, ::-2], np.asfortranarray(rng.normal(size=(32, 10))), rng.normal(size=20)[::2]
    X1, W1 = with_bias(submission, X, W, b)
    slip = Text("Do the ones of X1 meet the b in W1?", "X1의 1과 W1의 b가 서로 곱해지나요?")
    assert_close(products(X1, W1), products(X, W, b), "X1 @ W1", slip)


@pytest.mark.question("add_bias", weight=0.5, gate="inputs")
def test_bias_leaves_its_input_alone(submission, rng):
    """Neither the images nor the weights nor the bias are modified."""
    X, W, b = rng.normal(size=(4, 3)), rng.normal(size=(3, 2)), rng.normal(size=2)
    assert_unmodified(submission.scores.add_bias.observe(X, W, b))
