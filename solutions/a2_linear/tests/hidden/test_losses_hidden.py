"""Hidden tests of losses.py."""

from itertools import combinations
from statistics import fmean

import numpy as np
import pytest
from a2_linear_oracles import (
    OWN_CLASS,
    PENALTY_ONCE,
    STABLE,
    cross_entropy,
    one_at_a_time,
    products,
    size_of,
    stand_in_penalty,
)

from autograder.testing import Text, assert_close, assert_true, assert_unmodified, scalar

AS_THEY_COME = Text("Are the numbers used as they come, by index?", "받은 수를 그대로 인덱스 순서로 썼나요?")


def hinge(scores, y, delta=1.0):
    """The hinge loss as the best that any set of rivals can claim, by trying all sets."""
    claims = [float(score) - float(scores[y]) + delta for score in np.delete(scores, y)]
    return max(sum(some) for size in range(len(claims) + 1) for some in combinations(claims, size))


def spread(rng, size):
    """Scores in random order, each 1 to 2 above the next lower one: whatever y is, who owes is not in doubt."""
    return 1.5 * rng.permutation(size) + rng.uniform(0, 0.5, size=size)


def strided(scores):
    """The same scores as every second entry of a longer vector, backwards."""
    return np.repeat(scores[::-1], 2)[::-2]


@pytest.mark.question("svm_loss_one", weight=1.5)
def test_hinge_on_random_scores(submission, rng):
    """On random scores the loss is right for every true class and for two classes or many."""
    for num_classes in (2, 3, 8):
        scores = spread(rng, num_classes) - 3
        for y in range(num_classes):
            found = submission.losses.svm_loss_one.call(scores, y, returns=scalar("loss"))
            assert_close(found, hinge(scores, y), f"loss with y = {y}", OWN_CLASS)


@pytest.mark.question("svm_loss_one", weight=1.5)
def test_hinge_with_other_margins(submission, rng):
    """Margins other than 1 count, and at equal scores the loss is (C - 1) * delta."""
    slip = Text("Is delta used, and not 1?", "1이 아니라 delta를 썼나요?")
    for delta in (0.1, 0.5, 2.5):
        found = submission.losses.svm_loss_one.call(np.zeros(4), 3, delta, returns=scalar("loss"))
        assert_close(found, 3 * delta, f"loss with delta = {delta}", slip)
        scores = spread(rng, 5)
        for y in range(5):
            found = submission.losses.svm_loss_one.call(scores, y, delta=delta, returns=scalar("loss"))
            assert_close(found, hinge(scores, y, delta), f"loss with delta = {delta}", slip)


@pytest.mark.question("svm_loss_one", weight=1)
def test_hinge_of_large_and_tied_scores(submission):
    """Scores of 1e4, scores that tie, and margins that are just met give the loss worked by hand."""
    slip = Text("Does a class pay only for what is missing to the margin?", "여유에서 모자란 만큼만 벌점을 내나요?")
    cases = [([1e4, 0.0, -1e4], 0, 0), ([1e4, 0.0, -1e4], 2, 3e4 + 2), ([1e4, 1e4, 1e4 - 1], 0, 1)]
    for scores, y, expected in [([2.0, 1.0], 0, 0), ([-3.0, -3.0, -5.0], 1, 1), *cases]:
        found = submission.losses.svm_loss_one.call(np.array(scores), y, returns=scalar("loss"))
        assert_close(found, expected, f"loss of {scores} with y = {y}", slip)


@pytest.mark.question("svm_loss_one", weight=0.5)
def test_hinge_of_views_and_float32(submission, rng):
    """Scores that are a view, and scores in float32, give the right loss."""
    for dtype in (np.float64, np.float32):
        scores = strided(spread(rng, 6).astype(dtype))
        for y in range(6):
            found = submission.losses.svm_loss_one.call(scores, y, returns=scalar("loss"))
            assert_close(found, dtype(hinge(scores, y)), f"loss with y = {y}", AS_THEY_COME)


@pytest.mark.question("svm_loss_one", weight=1.2, gate="inputs")
def test_hinge_leaves_the_scores_alone(submission):
    """The scores are not modified."""
    assert_unmodified(submission.losses.svm_loss_one.observe(np.array([1.0, 3.0, 2.0]), 0))


@pytest.mark.question("softmax_loss_one", weight=2)
def test_softmax_where_the_probability_vanishes(submission):
    """Where the probability of the true class is rounded to 0, the loss is the difference of the scores."""
    cases = [([0.0, 1e3], 0), ([0.0, 1e4], 0), ([-1e4, 1e4], 0), ([1e4, -1e4, 9.9e3], 1), ([-1e4, -1e4], 1)]
    for scores, y in cases:
        found = submission.losses.softmax_loss_one.call(np.array(scores), y, returns=scalar("loss"))
        assert_close(found, cross_entropy(scores, y), f"loss of {scores} with y = {y}", STABLE)


@pytest.mark.question("softmax_loss_one", weight=1)
def test_softmax_does_not_see_a_shift(submission, rng):
    """The same number added to all scores changes nothing, however large it is."""
    for num_classes in (2, 5):
        scores = rng.normal(size=num_classes)
        y = int(np.argmin(scores))  # whose loss is not that of the class in front
        expected = cross_entropy(scores, y)
        for shift in (-1e4, -30.0, 30.0, 500.0, 1e4):
            found = submission.losses.softmax_loss_one.call(scores + shift, y, returns=scalar("loss"))
            assert_close(found, expected, f"loss with all scores moved by {shift:g}", STABLE, atol=1e-8)


@pytest.mark.question("softmax_loss_one", weight=1)
def test_softmax_of_equal_scores_and_of_two_classes(submission, rng):
    """At equal scores the loss is log C; of two classes it is the logistic loss of their difference."""
    slip = Text(
        "Is it the natural logarithm, summed over all C classes?", "C개 클래스 모두의 합에 자연로그를 취했나요?"
    )
    for num_classes in (2, 3, 10, 1000):
        found = submission.losses.softmax_loss_one.call(np.full(num_classes, -0.3), 1, returns=scalar("loss"))
        assert_close(found, np.log(num_classes), f"loss of {num_classes} equal scores", slip)
    for gap in (-9.0, *rng.normal(size=3), 9.0):
        found = submission.losses.softmax_loss_one.call(np.array([gap, 0.0]), 0, returns=scalar("loss"))
        assert_close(found, np.logaddexp(0, -gap), f"loss of a lead of {gap:.3g}", slip)


@pytest.mark.question("softmax_loss_one", weight=0.5)
def test_softmax_of_views_and_float32(submission, rng):
    """Scores that are a view, and scores in float32 (1e4 among them), give the right loss."""
    for dtype in (np.float64, np.float32):
        scores = strided(spread(rng, 6).astype(dtype))
        for y in range(6):
            found = submission.losses.softmax_loss_one.call(scores, y, returns=scalar("loss"))
            assert_close(found, dtype(cross_entropy(scores, y)), f"loss with y = {y}", AS_THEY_COME)
    large = np.array([1e4, 0.0, 1e4], dtype=np.float32)
    found = submission.losses.softmax_loss_one.call(large, 0, returns=scalar("loss"))
    # Near 1e4 neighboring numbers of float32 are 0.001 apart, and the largest score may be added back there.
    assert_close(found, np.float32(np.log(2)), "loss", STABLE, atol=2e-3)


@pytest.mark.question("softmax_loss_one", weight=1.4, gate="inputs")
def test_softmax_leaves_the_scores_alone(submission):
    """The scores are not modified: the shifted ones are a new array."""
    assert_unmodified(submission.losses.softmax_loss_one.observe(np.array([1.0, 3.0, 2.0]), 0))


@pytest.mark.question("penalty", weight=2)
def test_penalties_of_every_kind(submission, rng):
    """For random weights every kind is right, and elastic for every alpha from 0 to 1."""
    slip = Text(
        "alpha * l1 + (1 - alpha) * l2, with the alpha given?", "주어진 alpha로 alpha * l1 + (1 - alpha) * l2인가요?"
    )
    W = rng.normal(size=(5, 3))
    for kind, alpha in [
        ("elastic", 0.5),
        ("elastic", 0.0),
        ("elastic", 0.3),
        ("elastic", 1.0),
        ("l2", 0.9),
        ("l1", 0.9),
    ]:
        found = submission.losses.penalty.call(W, kind, alpha, returns=scalar("penalty"))
        assert_close(found, size_of(W, kind, alpha), f"{kind} penalty with alpha = {alpha}", slip)


@pytest.mark.question("penalty", weight=1)
def test_the_penalty_is_l2_by_default(submission, rng):
    """Without a kind it is l2, and every row counts, also a last row that holds a large bias."""
    W = np.vstack([rng.normal(size=(4, 3)), [50.0, -60.0, 70.0]])
    slip = Text("Do all rows count, the last one too?", "마지막 행까지 모든 행을 셌나요?")
    assert_close(submission.losses.penalty.call(W, returns=scalar("penalty")), size_of(W), "penalty", slip)
    found = submission.losses.penalty.call(W, kind="elastic", returns=scalar("penalty"))
    assert_close(found, size_of(W, "elastic"), "elastic penalty", slip)


@pytest.mark.question("penalty", weight=0.5)
def test_penalties_of_thin_weights_and_views(submission, rng):
    """A single weight, a single class, views and float32 have the right penalties."""
    wide = rng.normal(size=(6, 8))
    for W in (wide[:1, :1], wide[:, :1], wide[::-2, ::3], np.asfortranarray(wide), wide.astype(np.float32)):
        for kind in ("l2", "l1"):
            found = submission.losses.penalty.call(W, kind, returns=scalar("penalty"))
            assert_close(found, W.dtype.type(size_of(W, kind)), f"{kind} penalty", AS_THEY_COME)


@pytest.mark.question("penalty", weight=0.5, gate="inputs")
def test_penalties_leave_the_weights_alone(submission, rng):
    """The weights are not modified, by any kind."""
    for kind in ("l2", "l1", "elastic"):
        assert_unmodified(submission.losses.penalty.observe(rng.normal(size=(3, 2)), kind))


def mean_and_penalty(W, X, y, loss_one, reg=0.0, kind="l2"):
    """The full loss, from the oracles."""
    return fmean(map(loss_one, products(X, W), np.asarray(y).astype(int))) + reg * size_of(W, kind)


def whole(submission, W, X, y, loss_one, *args, **kwargs):
    """What full_loss returns, with a stand-in for the penalty that it calls."""
    stand_in_penalty(submission)
    one = one_at_a_time(loss_one, W.shape[1])
    return submission.losses.full_loss.call(W, X, y, one, *args, returns=scalar("loss"), **kwargs)


@pytest.mark.question("full_loss", weight=1.5)
def test_full_loss_with_every_penalty(submission, rng):
    """Every kind of penalty counts with its strength, weak or strong."""
    slip = Text("Is the kind handed on to penalty?", "kind를 penalty에 그대로 넘겼나요?")
    W, X, y = rng.normal(size=(4, 3)), rng.normal(size=(7, 4)), rng.integers(0, 3, size=7)
    for kind in ("l2", "l1", "elastic"):
        for reg in (0.1, 3.0, 1000.0):
            found = whole(submission, W, X, y, hinge, reg=reg, kind=kind)
            assert_close(found, mean_and_penalty(W, X, y, hinge, reg, kind), f"loss with {kind} at reg {reg}", slip)


@pytest.mark.question("full_loss", weight=1)
def test_full_loss_has_two_parts(submission, rng):
    """Without data losses the penalty stands alone, whatever N is; at reg 0 the mean of the losses stands alone."""
    W = rng.normal(size=(3, 4))
    for N in (1, 8):
        X, y = rng.normal(size=(N, 3)), rng.integers(0, 4, size=N)
        found = whole(submission, W, X, y, lambda scores, y: 0.0, 2.0)
        assert_close(found, 2 * size_of(W), f"loss of {N} perfect examples at reg 2", PENALTY_ONCE)
        found = whole(submission, 5 * W, X, y, lambda scores, y: -1.5 - y)
        slip = Text("Is it the mean over N, and no penalty at reg = 0?", "N으로 평균 내고, reg = 0이면 벌점이 없나요?")
        assert_close(found, -1.5 - float(np.mean(y)), f"loss of {N} examples at reg 0", slip)


@pytest.mark.question("full_loss", weight=1)
def test_full_loss_with_labels_of_other_types(submission, rng):
    """Labels as a list, as whole numbers in floats and as uint8 count as the same labels; loss_one gets an int."""
    slip = Text("Does loss_one get int(y[i])?", "loss_one에 int(y[i])를 넘겼나요?")
    W, X, y = rng.normal(size=(2, 3)), rng.normal(size=(5, 2)), np.array([0, 2, 1, 2, 0])
    expected = mean_and_penalty(W, X, y, cross_entropy, 0.2)
    for labels in (y.tolist(), y.astype(np.uint8), y.astype(np.float64)):
        assert_close(whole(submission, W, X, labels, cross_entropy, 0.2), expected, "loss", slip)


@pytest.mark.question("full_loss", weight=1)
def test_full_loss_at_any_size(submission, rng):
    """One example, one feature, two classes, a class that never occurs and repeated examples are no trouble."""
    slip = Text("Does C come from W, and N from X?", "C는 W에서, N은 X에서 구했나요?")
    for N, D, C in [(1, 1, 2), (1, 3, 2), (4, 1, 3), (2, 2, 6), (3, 3, 3)]:
        W, X, y = rng.normal(size=(D, C)), rng.normal(size=(N, D)), rng.integers(1, C, size=N)
        X, y = np.concatenate([X, X[:1]]), np.append(y, y[0])
        found = whole(submission, W, X, y, hinge, 0.5)
        assert_close(found, mean_and_penalty(W, X, y, hinge, 0.5), "loss", slip)


@pytest.mark.question("full_loss", weight=0.5)
def test_full_loss_on_digits_and_views(submission, rng, digits):
    """On digits, seen through views and in float32, the loss is right."""
    X, y = digits.rows[:18:3, ::-2] / 16, digits.labels[:18:3]
    W = np.asfortranarray(rng.normal(size=(32, 10)))
    for dtype in (np.float64, np.float32):
        parts = W.astype(dtype), np.asarray(X, dtype=dtype, order="F")
        found = whole(submission, *parts, y, cross_entropy, 0.1)
        assert_close(found, dtype(mean_and_penalty(*parts, y, cross_entropy, 0.1)), "loss", AS_THEY_COME)


@pytest.mark.question("full_loss", weight=0.5)
def test_full_loss_of_small_random_weights(submission, rng):
    """For small random weights the hinge loss is near C - 1 and the softmax loss near log C."""
    slip = Text("Is every loss counted once, and divided by N once?", "손실을 한 번씩 더하고 N으로 한 번만 나눴나요?")
    X, y = rng.uniform(-1, 1, size=(30, 5)), rng.integers(0, 4, size=30)
    W = rng.uniform(-1e-4, 1e-4, size=(5, 4))  # scores within 5e-4, so losses within 3 * 1e-3 of those at 0
    for loss_one, at_zero in [(hinge, 3.0), (cross_entropy, np.log(4))]:
        near = abs(whole(submission, W, X, y, loss_one, 1.0) - at_zero) < 0.01
        claim = Text(f"the loss is {at_zero:.3f} within 0.01", f"손실이 {at_zero:.3f}에서 0.01 이내이다")
        assert_true(near, claim, slip)


@pytest.mark.question("full_loss", weight=0.5, gate="inputs")
def test_full_loss_leaves_its_input_alone(submission, rng):
    """Neither the weights nor the examples nor the labels are modified."""
    stand_in_penalty(submission)
    W, X, y = rng.normal(size=(3, 3)), rng.normal(size=(3, 3)), np.array([2, 0, 1])
    assert_unmodified(submission.losses.full_loss.observe(W, X, y, one_at_a_time(hinge, 3), 0.1))
