"""Hidden tests of scores.py."""

import numpy as np
import pytest
from a2_linear_oracles import TRANSPOSED, over_examples, products

from autograder.testing import Text, array, assert_close, assert_equal, assert_true, assert_unmodified

TWO_AXES = Text(
    "Is the result (N, C) also where N, D or C is 1?",
    "N, D, C 가운데 1이 있어도 결과가 (N, C)인가요?",
)


BIAS = Text("Does every class add its own b[c], once?", "클래스마다 자기 b[c]를 한 번 더했나요?")


@pytest.mark.question("linear_scores", weight=3.0)
def test_scores_at_any_size(submission, rng):
    """For one class or many and one number or many, each score is an inner product plus a bias."""
    slip = Text("Does class c use row c of W, and its own bias?", "클래스 c가 W의 c번째 행과 자기 편향을 쓰나요?")
    for C, D in [(1, 1), (2, 1), (1, 5), (4, 4), (10, 64)]:
        W, x, b = rng.normal(size=(C, D)), rng.normal(size=D), rng.normal(size=C)
        found = submission.scores.linear_scores.call(W, x, b, returns=array("scores", shape=(C,), kind="float"))
        assert_close(found, products(x[None], W.T, b)[0], "scores", slip)


@pytest.mark.question("linear_scores", weight=6.4)
def test_scores_without_biases(submission, rng):
    """Where all biases are 0, each score is the inner product with the row of its class."""
    slip = Text("Does class c use row c of W?", "클래스 c가 W의 c번째 행을 쓰나요?")
    for C, D in [(3, 7), (4, 4)]:
        W, x = rng.normal(size=(C, D)), rng.normal(size=D)
        found = submission.scores.linear_scores.call(
            W, x, np.zeros(C), returns=array("scores", shape=(C,), kind="float")
        )
        assert_close(found, products(x[None], W.T)[0], "scores", slip)


@pytest.mark.question("linear_scores", weight=22.9)
def test_scores_of_symmetric_weights(submission, rng):
    """Where W is symmetric and all biases are 0, each score is the inner product with the row of its class."""
    W, x = rng.normal(size=(4, 4)), rng.normal(size=4)
    W = W + W.T
    found = submission.scores.linear_scores.call(W, x, np.zeros(4), returns=array("scores", shape=(4,), kind="float"))
    slip = Text("Are the products of each row added up?", "행마다 곱을 모두 더했나요?")
    assert_close(found, products(x[None], W)[0], "scores", slip)


@pytest.mark.question("linear_scores", weight=13.9)
def test_scores_move_with_the_bias(submission, rng):
    """Other biases move the scores by exactly their difference."""
    W, x, b = rng.normal(size=(3, 3)), rng.normal(size=3), rng.normal(size=(2, 3))
    one, other = (
        submission.scores.linear_scores.call(W, x, bias, returns=array("scores", shape=(3,), kind="float"))
        for bias in b
    )
    claim = Text("W and x count, and not b alone", "b뿐 아니라 W와 x도 점수에 들어갑니다")
    assert_true(np.all(one != b[0]), claim)
    assert_close(other - one, b[1] - b[0], "scores with other biases minus scores", BIAS)


@pytest.mark.question("linear_scores", weight=4.9)
def test_scores_of_views(submission, rng):
    """Weights and images that are views, in float32 too, are scored right."""
    slip = Text("Are W, x and b used as they come, by index?", "W, x, b를 받은 그대로 인덱스 순서로 썼나요?")
    W, x, b = rng.normal(size=(12, 6)), rng.normal(size=24), np.zeros(6)
    for dtype in (np.float64, np.float32):
        views = [W.astype(dtype).T[::2], x.astype(dtype)[::-2], b.astype(dtype)[::2]]
        expected = products(views[1][None], views[0].T)[0].astype(dtype)
        found = submission.scores.linear_scores.call(*views, returns=array("scores", shape=(3,), kind="float"))
        assert_close(found, expected, "scores", slip)


@pytest.mark.question("linear_scores", weight=17, gate="inputs")
def test_scores_leave_their_input_alone(submission, rng):
    """Neither the weights nor the image nor the bias is modified."""
    W, x, b = rng.normal(size=(3, 3)), rng.normal(size=3), rng.normal(size=3)
    assert_unmodified(submission.scores.linear_scores.observe(W, x, b))


def batched(submission, X, W, b):
    """What batch_scores returns."""
    shape = (len(X), W.shape[1])
    return submission.scores.batch_scores.call(X, W, b, returns=array("scores", shape=shape, kind="float"))


@pytest.mark.question("batch_scores", weight=0.8)
def test_batch_with_biases(submission, rng):
    """Of a random batch the scores are inner products plus the biases."""
    X, W, b = rng.normal(size=(6, 5)), rng.normal(size=(5, 4)), rng.normal(size=4)
    assert_close(batched(submission, X, W, b), products(X, W, b), "scores", TRANSPOSED)


@pytest.mark.question("batch_scores", weight=3.4)
def test_batch_where_shapes_do_not_tell(submission, rng):
    """Where D == C, so that W fits the wrong way round as well, the scores are the right ones."""
    for N, D in [(3, 2), (2, 3), (4, 4)]:
        X, W = rng.normal(size=(N, D)), rng.normal(size=(D, D))
        assert_close(batched(submission, X, W, np.zeros(D)), products(X, W), "scores", TRANSPOSED)


@pytest.mark.question("batch_scores", weight=0.8)
def test_batch_of_other_shapes(submission, rng):
    """Where D and C differ, the scores are inner products."""
    for N, D, C in [(3, 4, 2), (3, 2, 3), (2, 6, 5)]:
        X, W = rng.normal(size=(N, D)), rng.normal(size=(D, C))
        assert_close(batched(submission, X, W, np.zeros(C)), products(X, W), "scores", TRANSPOSED)


@pytest.mark.question("batch_scores", weight=1.2)
def test_batch_of_symmetric_weights(submission, rng):
    """Where W is symmetric, row i has the scores of image i, in the order of the classes."""
    for N in (2, 5):
        X, W = rng.normal(size=(N, 3)), rng.normal(size=(3, 3))
        W = W + W.T
        slip = Text("Is row i of the result image i?", "결과의 i번째 행이 이미지 i의 점수인가요?")
        assert_close(batched(submission, X, W, np.zeros(3)), products(X, W), "scores", slip)


@pytest.mark.question("batch_scores", weight=8.8)
def test_batch_of_as_many_images_as_classes(submission, rng):
    """Images of which each has a single number, as many as classes, get that number times the weight of its class."""
    X, W = rng.normal(size=4), rng.normal(size=4)
    slip = Text("Is it the matrix product X @ W?", "행렬 곱 X @ W로 계산했나요?")
    assert_close(batched(submission, np.diag(X), np.diag(W), np.zeros(4)), np.diag(X * W), "scores", slip)


@pytest.mark.question("batch_scores", weight=5.6)
def test_batch_moves_with_the_biases(submission, rng):
    """Other biases move the scores of every image by exactly their difference."""
    X, W, b = rng.normal(size=(3, 3)), rng.normal(size=(3, 3)), rng.normal(size=2)
    moved = batched(submission, X, W, np.full(3, b[1])) - batched(submission, X, W, np.full(3, b[0]))
    assert_close(moved, np.full((3, 3), b[1] - b[0]), "scores with other biases minus scores", BIAS)


@pytest.mark.question("batch_scores", weight=0.8)
def test_batch_keeps_two_axes(submission, rng):
    """With one image, one feature or one class the scores still have two axes."""
    for N, D, C in [(1, 1, 1), (1, 3, 4), (4, 1, 3), (5, 2, 1)]:
        X, W = rng.normal(size=(N, D)), rng.normal(size=(D, C))
        assert_close(batched(submission, X, W, np.zeros(C)), products(X, W), "scores", TWO_AXES)


@pytest.mark.question("batch_scores", weight=4.9)
def test_batch_of_one_number(submission, rng):
    """One image of one number, with one class, has a score of one row and one column."""
    X, W = rng.normal(size=(1, 1)), rng.normal(size=(1, 1))
    assert_close(batched(submission, X, W, np.zeros(1)), X * W, "scores", TWO_AXES)


@pytest.mark.question("batch_scores", weight=0.8)
def test_batch_of_digits_and_views(submission, rng, digits):
    """Digits seen through a view, and weights in another memory order, are scored right, in float32 too."""
    slip = Text("Are X, W and b used as they come, by index?", "X, W, b를 받은 그대로 인덱스 순서로 썼나요?")
    X, W, b = digits.rows[:16:2, ::-2], np.asfortranarray(rng.normal(size=(32, 10)) / 16), np.zeros(10)
    for dtype in (np.float64, np.float32):
        views = [np.asarray(X, dtype=dtype, order="F"), W.astype(dtype)[::-1], b.astype(dtype)]
        expected = products(views[0], views[1]).astype(dtype)
        atol = None if dtype is np.float64 else 1e-4
        assert_close(batched(submission, *views), expected, "scores", slip, atol=atol)
    assert_close(batched(submission, X, W, b), products(X, W), "scores", slip)


@pytest.mark.question("batch_scores", weight=4, gate="inputs")
def test_batch_leaves_its_input_alone(submission, rng):
    """Neither the images nor the weights nor the bias are modified."""
    X, W, b = rng.normal(size=(3, 3)), rng.normal(size=(3, 3)), rng.normal(size=3)
    assert_unmodified(submission.scores.batch_scores.observe(X, W, b))


@pytest.mark.question("batch_scores", weight=52, gate="form")
def test_batch_is_flat_in_the_examples(submission, speed):
    """The time does not grow with a Python loop over the examples."""
    speed.flat(over_examples, over=Text("examples", "예제"), blocks="rows")


def with_bias(submission, X, W, b, only=None):
    """What add_bias makes of these: both arrays, or only `X1` or `W1`."""
    (N, D), C = X.shape, W.shape[1]
    specs = {"X1": array("X1", shape=(N, D + 1), kind="float"), "W1": array("W1", shape=(D + 1, C), kind="float")}
    returns = tuple(spec if only in (None, name) else None for name, spec in specs.items())
    X1, W1 = submission.scores.add_bias.call(X, W, b, returns=returns)
    return {None: (X1, W1), "X1": X1, "W1": W1}[only]


def triples(rng):
    """Images, weights and biases, few and many."""
    for N, D, C in [(1, 1, 1), (1, 4, 2), (3, 1, 3), (4, 3, 1), (3, 3, 3), (5, 4, 2)]:
        yield rng.normal(size=(N, D)), rng.normal(size=(D, C)), rng.normal(size=C)


@pytest.mark.question("add_bias", weight=7.0)
def test_images_stand_before_the_ones(submission, rng):
    """All columns of X1 but the last are those of X, and the last one holds ones."""
    slip = Text("Are the ones the last column of X1?", "1이 X1의 마지막 열에 있나요?")
    for X, W, b in triples(rng):
        X1 = with_bias(submission, np.round(4 * X), W, b, "X1")
        assert_equal(X1, np.column_stack([np.round(4 * X), np.ones(len(X))]), "X1", slip)


@pytest.mark.question("add_bias", weight=15.4)
def test_images_stay_as_they_are(submission, rng):
    """The columns of X stand in X1, in their order and to the last digit."""
    slip = Text(
        "Do the fractions survive, as float64? The ones must not make the array one of whole numbers.",
        "소수점 아래가 float64 그대로 남아 있나요? 1 때문에 정수 배열이 되면 안 돼요.",
    )
    for X, W, b in triples(rng):
        X1 = with_bias(submission, X, W, b, "X1")
        found = X1[:, 1:] if np.array_equal(X1[:, 1:], X) else X1[:, :-1]
        assert_equal(found, X, "X1 without the added column", slip)


@pytest.mark.question("add_bias", weight=8.0)
def test_the_extra_pixel_is_one(submission, rng):
    """One column of X1 holds ones."""
    slip = Text("Is the extra pixel 1 in every image?", "모든 이미지에 덧붙인 픽셀이 1인가요?")
    for X, W, b in triples(rng):
        X1 = with_bias(submission, X + 3 * np.sign(X), W, b, "X1")
        assert_equal(int((X1 == 1).all(axis=0).sum()), 1, "how many columns of X1 hold ones", slip)


@pytest.mark.question("add_bias", weight=8.0)
def test_weights_stand_above_the_biases(submission, rng):
    """All rows of W1 but the last are those of W, and the last one is b, to the last digit."""
    slip = Text("Is b the last row of W1?", "b가 W1의 마지막 행에 있나요?")
    for X, W, b in triples(rng):
        assert_equal(with_bias(submission, X, W, b, "W1"), np.vstack([W, b]), "W1", slip)


@pytest.mark.question("add_bias", weight=9.4)
def test_weights_stay_as_they_are(submission, rng):
    """The rows of W stand in W1, in their order, beside one row b."""
    slip = Text("Is b a row of its own, added to no other?", "b를 다른 행에 더하지 않고 따로 한 행으로 붙였나요?")
    for X, W, b in triples(rng):
        W1 = with_bias(submission, X, W, b, "W1")
        assert_equal(W1[~(b == W1).all(axis=1)], W, "W1 without the row b", slip)


@pytest.mark.question("add_bias", weight=11.9)
def test_bias_trick_without_biases(submission, rng):
    """Where all biases are 0, X1 @ W1 gives the scores of X @ W."""
    for X, W, b in triples(rng):
        X, W = np.round(4 * X), np.round(4 * W)
        X1, W1 = with_bias(submission, X, W, 0 * b)
        slip = Text("Does every number of X1 meet its own weight?", "X1의 모든 수가 자기 가중치와 곱해지나요?")
        assert_close(products(X1, W1), products(X, W), "X1 @ W1", slip)


@pytest.mark.question("add_bias", weight=6.0)
def test_bias_trick_on_digits(submission, rng, digits):
    """On digits, seen through views, the larger matrices give the same scores."""
    X, W, b = digits.rows[:8:2, ::-2] / 7, np.asfortranarray(rng.normal(size=(32, 10))), rng.normal(size=20)[::2]
    X1, W1 = with_bias(submission, X, W, b)
    slip = Text("Do the ones of X1 meet the b in W1?", "X1의 1과 W1의 b가 서로 곱해지나요?")
    assert_close(products(X1, W1), products(X, W, b), "X1 @ W1", slip)


@pytest.mark.question("add_bias", weight=12, gate="inputs")
def test_bias_leaves_its_input_alone(submission, rng):
    """Neither the images nor the weights nor the bias are modified."""
    X, W, b = rng.normal(size=(4, 3)), rng.normal(size=(3, 2)), rng.normal(size=2)
    assert_unmodified(submission.scores.add_bias.observe(X, W, b))
