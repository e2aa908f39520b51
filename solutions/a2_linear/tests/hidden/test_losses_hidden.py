"""Hidden tests of losses.py."""

from itertools import combinations
from statistics import fmean

import numpy as np
import pytest
from a2_linear_oracles import (
    OWN_CLASS,
    PENALTY_ONCE,
    SHIFTED,
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


@pytest.mark.question("svm_loss_one", weight=2.4)
def test_hinge_on_random_scores(submission, rng):
    """On random scores the loss is right for every true class and for two classes or many."""
    for num_classes in (2, 3, 8):
        scores = spread(rng, num_classes) - 3
        for y in range(num_classes):
            found = submission.losses.svm_loss_one.call(scores, y, returns=scalar("loss"))
            assert_close(found, hinge(scores, y), f"loss with y = {y}", OWN_CLASS)


@pytest.mark.question("svm_loss_one", weight=2.4)
def test_hinge_with_other_margins(submission, rng):
    """Margins other than 1 give the right loss, and at equal scores it is (C - 1) * delta."""
    slip = Text("Is delta used, and not 1?", "1이 아니라 delta를 썼나요?")
    for delta in (0.1, 0.5, 2.5):
        found = submission.losses.svm_loss_one.call(np.zeros(4), 3, delta, returns=scalar("loss"))
        assert_close(found, 3 * delta, f"loss with delta = {delta}", slip)
        scores = spread(rng, 5)
        for y in range(5):
            found = submission.losses.svm_loss_one.call(scores, y, delta=delta, returns=scalar("loss"))
            assert_close(found, hinge(scores, y, delta), f"loss with delta = {delta}", slip)


@pytest.mark.question("svm_loss_one", weight=2.4)
def test_hinge_of_large_and_tied_scores(submission):
    """Scores of 1e4, scores that tie, and margins that are just met give the loss worked by hand."""
    slip = Text("Does a class pay only for what is missing to the margin?", "마진에서 모자란 만큼만 손실을 더하나요?")
    cases = [([1e4, 0.0, -1e4], 0, 0), ([1e4, 0.0, -1e4], 2, 3e4 + 2), ([1e4, 1e4, 1e4 - 1], 0, 1)]
    for scores, y, expected in [([2.0, 1.0], 0, 0), ([-3.0, -3.0, -5.0], 1, 1), *cases]:
        found = submission.losses.svm_loss_one.call(np.array(scores), y, returns=scalar("loss"))
        assert_close(found, expected, f"loss of {scores} with y = {y}", slip)


def losses_of(submission, pairs, *args):
    """The hinge losses of some scores, each with its y."""
    one = submission.losses.svm_loss_one
    return [one.call(np.array(scores), y, *args, returns=scalar("loss")) for scores, y in pairs]


def assert_rises(losses, text, slip):
    """Require that each loss is higher than the one before, and all are finite."""
    claim = Text(f"the loss rises {text.en}", f"{text.ko} 손실이 커집니다")
    assert_true(np.all(np.isfinite(losses)) and np.all(np.diff(losses) > 0), claim, slip)


@pytest.mark.question("svm_loss_one", weight=12.5)
def test_hinge_counts_every_rival(submission, rng):
    """A second rival that owes raises the loss, also where another one owes more."""
    own, top = float(rng.normal()), float(rng.uniform(4, 5))
    cases = [([own, own + top, own + second], 0) for second in (-8.0, 1.0, 2.0, 3.0)]
    slip = Text(
        "Are the margins of all rivals added up, and not only the largest?",
        "가장 큰 값만이 아니라 모든 클래스의 여유를 더했나요?",
    )
    assert_rises(
        losses_of(submission, cases), Text("with each rival that owes", "여유를 못 지킨 클래스가 늘수록"), slip
    )


@pytest.mark.question("svm_loss_one", weight=13.5)
def test_hinge_forgives_rivals_far_below(submission, rng):
    """How far below the margin a rival stays makes no difference, while another one owes."""
    own = float(rng.normal())
    near, far, more = losses_of(
        submission, [([own, own + 3, own + rest], 0) for rest in (-1.25, -1.75)] + [([own, own + 4, own - 1.25], 0)]
    )
    slip = Text("Is each margin cut off at 0 before they are added up?", "더하기 전에 클래스마다 0에서 잘랐나요?")
    assert_rises(
        [near, more], Text("with the score of a rival that owes", "여유를 못 지킨 클래스의 점수가 오르면"), slip
    )
    assert_close(far, near, "loss with a rival further below the margin, beside the loss before", slip)


@pytest.mark.question("svm_loss_one", weight=13.4)
def test_hinge_grows_in_proportion(submission, rng):
    """A rival that owes and gains twice as much raises the loss twice as much."""
    own = float(rng.normal())
    start, once, twice = losses_of(submission, [([own, own + 2 + gain, own - 3], 0) for gain in (0.0, 1.5, 3.0)])
    slip = Text("Are the margins added up as they are, with no square?", "여유를 제곱하지 않고 그대로 더했나요?")
    assert_rises(
        [start, once], Text("with the score of a rival that owes", "여유를 못 지킨 클래스의 점수가 오르면"), slip
    )
    assert_close(twice - start, 2 * (once - start), "what the loss gains by 3, beside twice what it gains by 1.5", slip)


@pytest.mark.question("svm_loss_one", weight=2.4)
def test_hinge_asks_for_a_margin(submission, rng):
    """A true class that is ahead by less than the margin costs more than one that is ahead by all of it."""
    own = float(rng.normal())
    losses = losses_of(submission, [([own, own - 1.6, own - 5], 0), ([own, own - 0.4, own - 5], 0)])
    slip = Text("Is delta added to each difference?", "차이마다 delta를 더했나요?")
    assert_rises(losses, Text("where the lead is below 1", "앞선 정도가 1보다 작으면"), slip)


@pytest.mark.question("svm_loss_one", weight=14.9)
def test_hinge_rises_with_the_margin(submission, rng):
    """The wider the margin, the higher the loss."""
    scores = np.array([0.0, 0.5, 0.25]) + rng.normal()
    one = submission.losses.svm_loss_one
    losses = [one.call(scores, 0, delta, returns=scalar("loss")) for delta in (0.5, 1, 3)]
    slip = Text("Is delta used, and not 1?", "1이 아니라 delta를 썼나요?")
    assert_rises(losses, Text("with delta", "delta가 커지면"), slip)
    other = one.call(2 * scores, 0, 3, returns=scalar("loss"))
    assert_true(other != losses[2], Text("the loss depends on the scores", "손실이 점수에 따라 다릅니다"), slip)


@pytest.mark.question("svm_loss_one", weight=4.9)
def test_hinge_of_views_and_float32(submission, rng):
    """Of a view, and in float32, the loss is the higher the lower the score of the true class."""
    for dtype in (np.float64, np.float32):
        scores = strided(spread(rng, 6).astype(dtype))
        found = [
            submission.losses.svm_loss_one.call(scores, int(y), returns=scalar("loss")) for y in np.argsort(-scores)
        ]
        assert_rises(found, Text("as the score of y falls", "y의 점수가 낮아지면"), AS_THEY_COME)


@pytest.mark.question("svm_loss_one", weight=16, gate="inputs")
def test_hinge_leaves_the_scores_alone(submission, rng):
    """The scores are not modified."""
    assert_unmodified(submission.losses.svm_loss_one.observe(rng.normal(size=3), 0))


@pytest.mark.question("softmax_loss_one", weight=2.4)
def test_softmax_where_the_probability_vanishes(submission):
    """Where the probability of the true class is rounded to 0, the loss is the difference of the scores."""
    cases = [([0.0, 1e3], 0), ([0.0, 1e4], 0), ([-1e4, 1e4], 0), ([1e4, -1e4, 9.9e3], 1), ([-1e4, -1e4], 1)]
    for scores, y in cases:
        found = submission.losses.softmax_loss_one.call(np.array(scores), y, returns=scalar("loss"))
        assert_close(found, cross_entropy(scores, y), f"loss of {scores} with y = {y}", STABLE)


@pytest.mark.question("softmax_loss_one", weight=15.4)
def test_softmax_makes_no_probability(submission, rng):
    """Where the probability of the true class is rounded to 0, a gap twice as wide costs twice as much."""
    gap = float(rng.uniform(800, 4000))
    slip = Text(
        "Is it log(sum) - scores[y], with no probability whose logarithm is taken?",
        "확률을 만들어 로그를 취하지 않고 log(합) - scores[y]로 계산했나요?",
    )
    once, twice = (
        submission.losses.softmax_loss_one.call(np.array([-size, 0.0, -3.0]), 0, returns=scalar("loss"))
        for size in (gap, 2 * gap)
    )
    assert_true(abs(once) > 1, Text("the loss is not near 0", "손실이 0에 가깝지 않습니다"), slip)
    assert_close(twice / once, 2, "loss of a gap twice as wide, divided by the loss", slip, rtol=1e-3)


@pytest.mark.question("softmax_loss_one", weight=17.4)
def test_softmax_does_not_see_a_shift(submission, rng):
    """The same number added to all scores changes nothing."""
    slip = Text(
        "Are the shifted scores used in both places, in the sum and for y?",
        "옮긴 점수를 합과 y 자리, 두 곳 모두에 썼나요?",
    )
    for num_classes in (2, 5):
        scores = rng.normal(size=num_classes)
        y = int(np.argmin(scores))  # whose loss is not that of the class in front
        one = submission.losses.softmax_loss_one
        before, stretched = (one.call(factor * scores, y, returns=scalar("loss")) for factor in (1, 2))
        assert_true(stretched != before, Text("the loss depends on the scores", "손실이 점수에 따라 다릅니다"), slip)
        for shift in (-300.0, -30.0, 30.0, 300.0):
            found = one.call(scores + shift, y, returns=scalar("loss"))
            assert_close(found, before, f"loss with all scores moved by {shift:g}", slip, atol=1e-8)


@pytest.mark.question("softmax_loss_one", weight=21.4)
def test_softmax_is_finite(submission, rng):
    """Scores around 1e4 and around -1e4, in float32 too, give finite losses that depend on the scores."""
    one = submission.losses.softmax_loss_one
    for shift, dtype in [(-1e4, np.float64), (1e4, np.float64), (1e4, np.float32)]:
        scores = np.sort(rng.uniform(0, 3, size=4))
        losses = [one.call((part + shift).astype(dtype), 3, returns=scalar("loss")) for part in (scores, 3 * scores)]
        claim = Text(f"losses of scores near {shift:g} are finite", f"{shift:g} 근처 점수의 손실이 유한합니다")
        assert_true(np.all(np.isfinite(losses)), claim, SHIFTED)
        assert_true(losses[0] != losses[1], Text("they depend on the scores", "손실이 점수에 따라 다릅니다"), SHIFTED)


@pytest.mark.question("softmax_loss_one", weight=2.9)
def test_softmax_of_two_classes_apart(submission, rng):
    """The losses of two classes differ by as much as their scores do."""
    slip = Text(
        "Is it log(sum) - scores[y], the same sum for all y?", "모든 y에 대해 같은 합으로 log(합) - scores[y]인가요?"
    )
    for num_classes in (2, 6):
        scores = spread(rng, num_classes)
        one, other = (submission.losses.softmax_loss_one.call(scores, y, returns=scalar("loss")) for y in (0, 1))
        assert_close(one - other, scores[1] - scores[0], "loss of class 0 minus loss of class 1", slip)


@pytest.mark.question("softmax_loss_one", weight=3.3)
def test_softmax_of_equal_scores(submission, rng):
    """At equal scores the loss is log C."""
    slip = Text(
        "Is it the natural logarithm, summed over all C classes?", "C개 클래스 모두의 합에 자연로그를 취했나요?"
    )
    for num_classes in (2, 3, int(rng.integers(5, 20)), int(rng.integers(500, 1500))):
        found = submission.losses.softmax_loss_one.call(np.zeros(num_classes), 1, returns=scalar("loss"))
        assert_close(found, np.log(num_classes), f"loss of {num_classes} equal scores", slip)


@pytest.mark.question("softmax_loss_one", weight=2.4)
def test_softmax_rises_with_the_number_of_classes(submission):
    """At equal scores the loss is the higher the more classes there are, and above 0 for two."""
    losses = [
        submission.losses.softmax_loss_one.call(np.zeros(num_classes), 0, returns=scalar("loss"))
        for num_classes in (2, 3, 10, 1000)
    ]
    slip = Text("Does every class count in the sum, y included?", "합에 y를 포함한 모든 클래스가 들어가나요?")
    assert_rises([0, *losses], Text("with the number of classes", "클래스가 늘면"), slip)


@pytest.mark.question("softmax_loss_one", weight=2.4)
def test_softmax_of_two_classes(submission, rng):
    """Of two classes the loss is the logistic loss of their difference."""
    slip = Text("Is it minus the natural logarithm of a probability?", "확률의 자연로그에 음의 부호를 붙였나요?")
    for gap in (-9.0, *rng.normal(size=3), 9.0):
        found = submission.losses.softmax_loss_one.call(np.array([gap, 0.0]), 0, returns=scalar("loss"))
        assert_close(found, np.logaddexp(0, -gap), f"loss of a lead of {gap:.3g}", slip)


@pytest.mark.question("softmax_loss_one", weight=2.4)
def test_softmax_in_proportion(submission):
    """At equal scores of 16 classes the loss is twice that of 4 classes, and of 64 three times."""
    four, sixteen, many = (
        submission.losses.softmax_loss_one.call(np.zeros(num_classes), 0, returns=scalar("loss"))
        for num_classes in (4, 16, 64)
    )
    slip = Text("Is the logarithm of the probability taken?", "확률에 로그를 취했나요?")
    assert_true(four != 0, Text("the loss of 4 equal scores is not 0", "같은 점수 4개의 손실이 0이 아니다"), slip)
    assert_close(sixteen, 2 * four, "loss of 16 equal scores, beside twice that of 4", slip)
    assert_close(many, 3 * four, "loss of 64 equal scores, beside three times that of 4", slip)


@pytest.mark.question("softmax_loss_one", weight=2.4)
def test_softmax_of_views_and_float32(submission, rng):
    """Of a view, and in float32 (1e4 among the scores), the loss is right."""
    for dtype in (np.float64, np.float32):
        scores = strided(spread(rng, 6).astype(dtype))
        for y in range(6):
            found = submission.losses.softmax_loss_one.call(scores, y, returns=scalar("loss"))
            assert_close(found, dtype(cross_entropy(scores, y)), f"loss with y = {y}", AS_THEY_COME)
    large = np.array([1e4, 0.0, 1e4], dtype=np.float32)
    found = submission.losses.softmax_loss_one.call(large, 0, returns=scalar("loss"))
    # Near 1e4 neighboring numbers of float32 are 0.001 apart, and the largest score may be added back there.
    assert_close(found, np.float32(np.log(2)), "loss", SHIFTED, atol=2e-3)


@pytest.mark.question("softmax_loss_one", weight=16, gate="inputs")
def test_softmax_leaves_the_scores_alone(submission, rng):
    """The scores are not modified: the shifted ones are a new array."""
    assert_unmodified(submission.losses.softmax_loss_one.observe(rng.normal(size=3), 0))


def penalty_of(submission, W, kind, *args):
    """What penalty returns."""
    return submission.losses.penalty.call(W, kind, *args, returns=scalar("penalty"))


def assert_positive(number, name):
    """Require a number above 0."""
    assert_true(number > 0, Text(f"the {name} penalty is above 0", f"{name} 정규화 항이 0보다 큽니다"))


@pytest.mark.question("penalty", weight=2.9)
def test_penalties_of_every_kind(submission, rng):
    """For random weights every kind is right; l2 and l1 ignore alpha."""
    slip = Text("Two sums over all the numbers of W?", "W의 모든 수에 대한 합 두 가지인가요?")
    W = rng.normal(size=(5, 3))
    for kind, alpha in [("l2", 0.9), ("l1", 0.9), ("elastic", 0.5), ("elastic", 0.3)]:
        found = penalty_of(submission, W, kind, alpha)
        assert_close(found, size_of(W, kind, alpha), f"{kind} penalty with alpha = {alpha}", slip)


@pytest.mark.question("penalty", weight=5.9)
def test_l2_of_random_weights(submission, rng):
    """For random weights the l2 penalty is right."""
    for size in [(1, 1), (4, 1), (3, 5)]:
        W = rng.normal(size=size)
        slip = Text("np.sum(W**2), with no 1/2, no root and no mean?", "1/2이나 제곱근, 평균 없이 np.sum(W**2)인가요?")
        assert_close(penalty_of(submission, W, "l2"), size_of(W), "l2 penalty", slip)


@pytest.mark.question("penalty", weight=5.9)
def test_l1_of_random_weights(submission, rng):
    """For random weights the l1 penalty is right."""
    for size in [(1, 1), (4, 1), (3, 5)]:
        W = rng.normal(size=size)
        W.flat[0] = -abs(W.flat[0])
        slip = Text(
            "Is the absolute value taken before the sum, with no mean?",
            "합하기 전에 절댓값을 취했나요? 평균은 아니에요.",
        )
        assert_close(penalty_of(submission, W, "l1"), size_of(W, "l1"), "l1 penalty", slip)


@pytest.mark.question("penalty", weight=14.6)
def test_l1_does_not_see_signs(submission, rng):
    """Weights of opposite sign do not cancel in l1."""
    W = rng.uniform(0.5, 2, size=(4, 3))
    slip = Text("Is the absolute value taken before the sum?", "합하기 전에 절댓값을 취했나요?")
    expected = penalty_of(submission, W, "l1")
    assert_positive(expected, "l1")
    assert_close(penalty_of(submission, 2 * W, "l1"), 2 * expected, "l1 penalty of 2 W, beside twice that of W", slip)
    signs = rng.permuted(np.resize([-1.0, 1.0], 12)).reshape(4, 3)
    assert_close(penalty_of(submission, signs * W, "l1"), expected, "l1 penalty with other signs", slip)


@pytest.mark.question("penalty", weight=12.7)
def test_l2_grows_with_the_square(submission, rng):
    """Weights twice as large have an l2 penalty four times as high, whatever their signs are."""
    W = rng.normal(size=(3, 4))
    slip = Text("Are squares added up, and no root taken?", "제곱을 더하고, 제곱근은 취하지 않았나요?")
    before = penalty_of(submission, W, "l2")
    assert_positive(before, "l2")
    assert_close(
        penalty_of(submission, -2 * W, "l2"), 4 * before, "l2 penalty of -2 W, beside four times that of W", slip
    )


@pytest.mark.question("penalty", weight=2.4)
def test_penalties_add_up(submission, rng):
    """The l2 penalty of more columns is the sum of theirs: a sum over all weights, and no mean."""
    W, more = rng.normal(size=(3, 2)), rng.normal(size=(3, 4))
    slip = Text("Is it a sum over the weights, with no mean and no root?", "평균이나 제곱근이 아니라 합인가요?")
    one, other = (penalty_of(submission, part, "l2") for part in (W, more))
    assert_positive(one, "l2")
    whole = penalty_of(submission, np.hstack([W, more]), "l2")
    assert_close(whole, one + other, "l2 penalty of both, beside the sum of theirs", slip)


@pytest.mark.question("penalty", weight=2.4)
def test_every_row_is_penalized(submission, rng):
    """Every row counts in l2 and l1, also a last row that holds the biases."""
    slip = Text("Do all rows count, the last one too?", "마지막 행까지 모든 행을 셌나요?")
    W = rng.uniform(0.5, 1, size=(4, 3))
    for kind in ("l2", "l1"):
        for row in (0, 3):
            larger = W.copy()
            larger[row] *= 50
            claim = Text(
                f"the {kind} penalty rises with row {row} of W", f"W의 {row}번 행이 커지면 {kind} 정규화 항도 커집니다"
            )
            assert_true(penalty_of(submission, larger, kind) > penalty_of(submission, W, kind), claim, slip)


@pytest.mark.question("penalty", weight=9.3)
def test_the_penalty_is_l2_by_default(submission, rng):
    """Without a kind the penalty is l2."""
    W = rng.normal(size=(4, 3)) + 2
    one = submission.losses.penalty.call(W, returns=scalar("penalty"))
    slip = Text('Is W squared where kind is "l2"?', 'kind가 "l2"이면 W를 제곱했나요?')
    assert_close(one, penalty_of(submission, W, "l2"), "penalty, beside the l2 penalty", slip)
    claim = Text("it rises more than threefold where W doubles", "W가 두 배가 되면 세 배 넘게 커집니다")
    double = submission.losses.penalty.call(2 * W, returns=scalar("penalty"))
    assert_true(double > 1.9 * one > 0, claim, slip)


@pytest.mark.question("penalty", weight=6.3)
def test_elastic_has_two_ends(submission, rng):
    """Elastic net is l2 at alpha 0 and l1 at alpha 1, and by default the mean of the two."""
    W = rng.normal(size=(3, 4)) + 2
    slip = Text(
        "alpha * l1 + (1 - alpha) * l2, with the alpha given?", "주어진 alpha로 alpha * l1 + (1 - alpha) * l2인가요?"
    )
    l2, l1 = (penalty_of(submission, W, kind) for kind in ("l2", "l1"))
    assert_true(l1 != l2, Text("the l1 and the l2 penalty differ", "l1 정규화 항과 l2 정규화 항이 다릅니다"))
    for alpha, expected in [((0.0,), l2), ((1.0,), l1), ((), (l1 + l2) / 2)]:
        found = penalty_of(submission, W, "elastic", *alpha)
        assert_close(found, expected, f"elastic penalty with alpha = {alpha or 0.5}", slip)


@pytest.mark.question("penalty", weight=7.3)
def test_elastic_moves_with_alpha(submission, rng):
    """From alpha 0 to alpha 1 elastic net moves in a straight line."""
    W = rng.normal(size=(3, 4)) + 2
    slip = Text("Do alpha and 1 - alpha mix the two?", "alpha와 1 - alpha로 둘을 섞었나요?")
    start, part, end = (penalty_of(submission, W, "elastic", alpha) for alpha in (0.0, 0.3, 1.0))
    claim = Text("the elastic penalty depends on alpha", "엘라스틱 정규화 항이 alpha에 따라 다릅니다")
    assert_true(start != end, claim, slip)
    assert_close(part, 0.7 * start + 0.3 * end, "elastic penalty with alpha = 0.3", slip)
    claim = Text("the elastic penalty depends on W", "엘라스틱 정규화 항이 W에 따라 다릅니다")
    assert_true(penalty_of(submission, 2 * W, "elastic", 0.3) != part, claim, slip)


@pytest.mark.question("penalty", weight=9.6)
def test_penalties_of_views(submission, rng):
    """Views, another memory order and float32 have the same penalties as plain arrays."""
    wide = rng.normal(size=(6, 8))
    for W in (wide[::-2, ::3], np.asfortranarray(wide), wide.astype(np.float32)):
        for kind in ("l2", "l1"):
            expected = penalty_of(submission, np.array(W, np.float64, order="C"), kind)
            assert_positive(expected, kind)
            half = penalty_of(submission, np.array(W, np.float64, order="C") / 2, kind)
            assert_true(
                half != expected, Text(f"the {kind} penalty depends on W", f"{kind} 정규화 항이 W에 따라 다릅니다")
            )
            assert_close(penalty_of(submission, W, kind), W.dtype.type(expected), f"{kind} penalty", AS_THEY_COME)


@pytest.mark.question("penalty", weight=10, gate="inputs")
def test_penalties_leave_the_weights_alone(submission, rng):
    """The weights are not modified, by any kind."""
    for kind in ("l2", "l1", "elastic"):
        assert_unmodified(submission.losses.penalty.observe(rng.normal(size=(3, 2)), kind))


def mean_loss(W, X, y, loss_one):
    """The mean loss of all examples, from the oracles."""
    return fmean(map(loss_one, products(X, W), np.asarray(y).astype(int)))


def whole(submission, W, X, y, loss_one, *args, **kwargs):
    """What full_loss returns, with a stand-in for the penalty that it calls."""
    stand_in_penalty(submission)
    one = one_at_a_time(loss_one, W.shape[1])
    return submission.losses.full_loss.call(W, X, y, one, *args, returns=scalar("loss"), **kwargs)


def drawn(rng, N, D, C):
    """W, X and y, with the last class never the truth."""
    return rng.normal(size=(D, C)), rng.normal(size=(N, D)), rng.integers(0, C - 1, size=N)


def light(rng, N, D, C):
    """W, X and y with weights so small, and features so large, that no penalty on the weights could be noticed."""
    W, X, y = drawn(rng, N, D, C)
    return 1e-6 * W, 1e6 * X, y


MEAN = Text("Is the sum of the losses divided by N, once?", "손실의 합을 N으로 한 번만 나눴나요?")


@pytest.mark.question("full_loss", weight=11.4)
def test_full_loss_of_both_parts(submission, rng):
    """The mean of the losses and the penalty add up, for every kind of penalty."""
    W, X, y = drawn(rng, 7, 4, 3)
    for kind, reg in [("l2", 0.1), ("l1", 3.0), ("elastic", 1000.0)]:
        found = whole(submission, W, X, y, hinge, reg=reg, kind=kind)
        expected = mean_loss(W, X, y, hinge) + reg * size_of(W, kind)
        assert_close(found, expected, f"loss with {kind} at reg {reg}", PENALTY_ONCE)


@pytest.mark.question("full_loss", weight=2.4)
def test_full_loss_is_a_mean(submission, rng):
    """At reg 0 the loss is the mean over all examples, many or few."""
    for N, D, C in [(7, 3, 4), (4, 1, 3), (2, 5, 6)]:
        W, X, y = light(rng, N, D, C)
        found = whole(submission, W, X, y, hinge)
        assert_close(found, mean_loss(W, X, y, hinge), f"loss of {N} examples", MEAN)


@pytest.mark.question("full_loss", weight=2.7)
def test_full_loss_of_one_example(submission, rng):
    """At reg 0 the loss of a single example is its own, whatever D is."""
    slip = Text(
        "Is the example scored by X[i] @ W, and N taken from X?", "X[i] @ W로 점수를 매기고 N을 X에서 구했나요?"
    )
    for D, C in [(1, 2), (3, 2), (4, 6)]:
        W, X, y = light(rng, 1, D, C)
        assert_close(whole(submission, W, X, y, cross_entropy), mean_loss(W, X, y, cross_entropy), "loss", slip)


@pytest.mark.question("full_loss", weight=7.0)
def test_full_loss_where_examples_are_as_many_as_features(submission, rng):
    """At reg 0 the loss is the mean also where N = D, and each example counts as much as any other."""
    W, X, y = light(rng, 4, 4, 3)
    found = whole(submission, W, X, y, cross_entropy)
    assert_close(found, mean_loss(W, X, y, cross_entropy), "loss", MEAN)
    found = whole(submission, W, X[::-1], y[::-1], cross_entropy)
    assert_close(found, mean_loss(W, X, y, cross_entropy), "loss in the reverse order", MEAN)


def distinct(rows):
    """The rows without repetitions, in the order of their numbers."""
    return np.unique(np.round(np.reshape(rows, (len(rows), -1)), 9), axis=0)


def assert_asked(submission, W, X, labels, y, slip):
    """Require that loss_one gets the scores of every example with its label y, and that the full loss rises with it."""
    full, asked = [], []
    for answer in (1.0, 3.0):

        def remembers(scores, label, answer=answer):
            asked.append([*np.asarray(scores, dtype=np.float64), float(label)])
            return answer

        full.append(whole(submission, W, X, labels, remembers, 0.5))
    assert_rises(full, Text("where every example loses more", "예제마다 손실이 커지면"), slip)
    expected = distinct(np.column_stack([products(X, W), y]))
    assert_close(distinct(asked), expected, "scores and labels that loss_one got", slip, atol=1e-8)


@pytest.mark.question("full_loss", weight=21.1)
def test_full_loss_asks_about_every_example(submission, rng):
    """The function loss_one gets the scores of every example, each with its own label."""
    W, X, y = drawn(rng, 5, 3, 4)
    assert_asked(submission, W, X, y, y, Text("loss_one(X[i] @ W, int(y[i]))?", "loss_one(X[i] @ W, int(y[i]))인가요?"))


@pytest.mark.question("full_loss", weight=2.4)
def test_full_loss_without_losses_is_the_penalty(submission, rng):
    """Where no example loses anything the penalty stands alone, added once, whatever N is."""
    W = rng.normal(size=(3, 4))
    for N in (2, 8):
        X, y = rng.normal(size=(N, 3)), rng.integers(0, 4, size=N)
        found = whole(submission, W, X, y, lambda scores, y: 0.0, 2.0)
        assert_close(found, 2 * size_of(W), f"loss of {N} perfect examples at reg 2", PENALTY_ONCE)


@pytest.mark.question("full_loss", weight=2.4)
def test_full_loss_adds_the_penalty_of_one_example(submission, rng):
    """For a single example, reg 0.7 adds 0.7 times the penalty to the loss at reg 0."""
    W, X, y = drawn(rng, 1, 3, 4)
    without, with_it = (whole(submission, W, X, y, hinge, reg) for reg in (0.0, 0.7))
    slip = Text("Is reg * penalty added, with no 1/2?", "1/2 없이 reg * penalty를 더했나요?")
    assert_close(with_it - without, 0.7 * size_of(W), "loss at reg 0.7 minus loss at reg 0", slip)


@pytest.mark.question("full_loss", weight=2.4)
def test_full_loss_grows_with_the_strength(submission, rng):
    """Twice the strength adds twice as much, and reg 0 is the default."""
    W, X, y = drawn(rng, 6, 3, 4)
    default, none, once, twice = (whole(submission, W, X, y, hinge, *reg) for reg in [(), (0.0,), (1.5,), (3.0,)])
    slip = Text("Is the penalty multiplied by reg?", "정규화 항에 reg를 곱했나요?")
    assert_true(once > none, Text("the loss rises with reg", "reg가 커지면 손실도 커집니다"), slip)
    assert_close(twice - none, 2 * (once - none), "what reg 3 adds, beside twice what reg 1.5 adds", slip)
    assert_close(default, none, "loss without reg, beside loss at reg 0", slip)


@pytest.mark.question("full_loss", weight=2.4)
def test_full_loss_without_regularization_has_no_penalty(submission, rng):
    """At reg 0 the size of W does not count: the losses of all examples being 2.5, so is the loss."""
    slip = Text("Is there no penalty at reg = 0?", "reg = 0이면 정규화 항이 없나요?")
    for size in (0.1, 10):
        W, X, y = drawn(rng, 1, 1, 4)
        found = whole(submission, size * W, X, y, lambda scores, y: 2.5, 0.0)
        assert_close(found, 2.5, "loss of an example that loses 2.5", slip)


@pytest.mark.question("full_loss", weight=5.7)
def test_full_loss_with_every_penalty(submission, rng):
    """Every kind of penalty counts: l1 and elastic net add in proportion to what they are for W."""
    slip = Text("Is the kind handed on to penalty?", "kind를 penalty에 그대로 넘겼나요?")
    W, X, y = drawn(rng, 6, 4, 3)
    without = whole(submission, W, X, y, hinge)
    l2, l1, elastic = (whole(submission, W, X, y, hinge, 2.0, kind) - without for kind in ("l2", "l1", "elastic"))
    assert_true(l2 != 0, Text("the loss changes with reg", "reg에 따라 손실이 달라집니다"), PENALTY_ONCE)
    assert_close(l1 / l2, size_of(W, "l1") / size_of(W), "what l1 adds, divided by what l2 adds", slip)
    assert_close(elastic / l2, size_of(W, "elastic") / size_of(W), "what elastic adds, divided by what l2 adds", slip)


@pytest.mark.question("full_loss", weight=15.1)
def test_full_loss_with_labels_of_other_types(submission, rng):
    """Labels as a list, as whole numbers in floats and as uint8 reach loss_one as an int."""
    slip = Text("Does loss_one get int(y[i])?", "loss_one에 int(y[i])를 넘겼나요?")
    W, X, y = rng.normal(size=(2, 3)), rng.normal(size=(5, 2)), np.array([0, 2, 1, 2, 0])
    for labels in (y.tolist(), y.astype(np.uint8), y.astype(np.float64)):
        assert_asked(submission, W, X, labels, y, slip)


@pytest.mark.question("full_loss", weight=2.4)
def test_full_loss_on_digits_and_views(submission, rng, digits):
    """On digits, seen through views and in float32, the loss at reg 0 is right."""
    X, y = digits.rows[:18:3, ::-2] / 16, digits.labels[:18:3]
    W = np.asfortranarray(rng.normal(size=(32, 10)))
    for dtype in (np.float64, np.float32):
        parts = W.astype(dtype), np.asarray(X, dtype=dtype, order="F")
        found = whole(submission, *parts, y, cross_entropy)
        assert_close(found, dtype(mean_loss(*parts, y, cross_entropy)), "loss", AS_THEY_COME)


@pytest.mark.question("full_loss", weight=2.4)
def test_full_loss_of_small_random_weights(submission, rng):
    """For small random weights the hinge loss is near C - 1 and the softmax loss near log C."""
    X, y = rng.uniform(-1, 1, size=(30, 5)), rng.integers(0, 4, size=30)
    W = rng.uniform(-1e-4, 1e-4, size=(5, 4))  # scores within 5e-4, so losses within 3 * 1e-3 of those at 0
    for loss_one, at_zero in [(hinge, 3.0), (cross_entropy, np.log(4))]:
        near = abs(whole(submission, W, X, y, loss_one, 1.0) - at_zero) < 0.01
        claim = Text(f"the loss is {at_zero:.3f} within 0.01", f"손실이 {at_zero:.3f}에서 0.01 이내입니다")
        assert_true(near, claim, MEAN)


@pytest.mark.question("full_loss", weight=10, gate="inputs")
def test_full_loss_leaves_its_input_alone(submission, rng):
    """Neither the weights nor the examples nor the labels are modified."""
    stand_in_penalty(submission)
    W, X, y = rng.normal(size=(3, 3)), rng.normal(size=(3, 3)), np.array([2, 0, 1])
    assert_unmodified(submission.losses.full_loss.observe(W, X, y, one_at_a_time(hinge, 3), 0.1))
