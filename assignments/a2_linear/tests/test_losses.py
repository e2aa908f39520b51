"""Public tests of losses.py."""

import numpy as np
import pytest
from a2_linear_oracles import (
    BATCH_W,
    BATCH_X,
    BATCH_Y,
    MEANS_ON_BATCH,
    OWED,
    OWN_CLASS,
    PENALTY_ONCE,
    SHIFTED,
    SQUARES_ON_BATCH,
    cross_entropy,
    one_at_a_time,
    squared,
    stand_in_penalty,
)

from autograder.testing import Text, assert_close, assert_true, scalar


@pytest.mark.question("svm_loss_one", weight=2.4)
def test_hinge_by_hand(submission):
    """The hinge loss of two and of three classes is the one worked by hand."""
    slip = Text(
        "For each class but y: max(0, scores[j] - scores[y] + 1), and the sum of these?",
        "y가 아닌 클래스마다 max(0, scores[j] - scores[y] + 1)을 구해 더했나요?",
    )
    cases = [([3.0, 1.0], 0, 0), ([3.0, 2.5], 0, 0.5), ([1.0, 3.0], 0, 3), ([3.2, 5.1, -1.7], 0, 2.9)]
    for scores, y, expected in [*cases, ([1.3, 4.9, 2.0], 1, 0), ([2.2, 2.5, -3.1], 2, 12.9)]:
        found = submission.losses.svm_loss_one.call(np.array(scores), y, returns=scalar("loss"))
        assert_close(found, expected, f"loss of {scores} with y = {y}", slip)


@pytest.mark.question("svm_loss_one", weight=3.3)
def test_hinge_of_equal_scores(submission):
    """Where all scores are equal, each of the other C - 1 classes misses the whole margin of 1."""
    for num_classes in (2, 3, 10):
        found = submission.losses.svm_loss_one.call(np.full(num_classes, 0.5), 1, returns=scalar("loss"))
        assert_close(found, num_classes - 1, f"loss with {num_classes} classes", OWN_CLASS)


@pytest.mark.question("svm_loss_one", weight=7.1)
def test_hinge_where_the_true_class_is_ahead(submission):
    """A true class that is ahead by more than the margin costs nothing, and one that is behind costs something."""
    for ahead, behind in [([3.0, 1.0], [1.0, 3.0]), ([7.5, 2.0, -1.0], [2.0, 2.5, 7.0])]:
        found = submission.losses.svm_loss_one.call(np.array(behind), 0, returns=scalar("loss"))
        claim = Text(f"the loss of {behind} with y = 0 is above 0", f"y = 0일 때 {behind}의 손실이 0보다 큽니다")
        assert_true(found > 0, claim, OWED)
        found = submission.losses.svm_loss_one.call(np.array(ahead), 0, returns=scalar("loss"))
        assert_close(found, 0, f"loss of {ahead} with y = 0", OWED)


@pytest.mark.question("svm_loss_one", weight=2.4)
def test_hinge_rises_with_a_rival(submission):
    """A rival that owes and gains 0.5 more raises the loss by 0.5."""
    before = submission.losses.svm_loss_one.call(np.array([3.2, 5.1, -1.7]), 0, returns=scalar("loss"))
    after = submission.losses.svm_loss_one.call(np.array([3.2, 5.6, -1.7]), 0, returns=scalar("loss"))
    slip = Text(
        "Does each class pay scores[j] - scores[y] + 1 as it is, not squared and not averaged?",
        "클래스마다 scores[j] - scores[y] + 1을 제곱하거나 평균 내지 않고 그대로 냈나요?",
    )
    assert_close(after - before, 0.5, "loss of [3.2, 5.6, -1.7] minus loss of [3.2, 5.1, -1.7], y = 0", slip)


@pytest.mark.question("softmax_loss_one", weight=2.4)
def test_softmax_by_hand(submission):
    """Scores whose exponentials are whole numbers give the loss worked by hand."""
    slip = Text(
        "Is it minus the natural logarithm (np.log) of the probability of y? Shift the sum and scores[y] alike.",
        "정답 클래스 y의 확률에 자연로그(np.log)를 취하고 부호를 바꿨나요? 점수를 옮겼다면 합과 y 자리 모두에 쓰세요.",
    )
    for parts, y, expected in [([1, 1], 0, np.log(2)), ([1, 3], 1, np.log(4 / 3)), ([2, 1, 5], 0, np.log(4))]:
        found = submission.losses.softmax_loss_one.call(np.log(parts), y, returns=scalar("loss"))
        assert_close(found, expected, f"loss of log{parts} with y = {y}", slip)


@pytest.mark.question("softmax_loss_one", weight=2.4)
def test_softmax_agrees_with_scipy(submission, rng):
    """On random scores the loss agrees with SciPy's."""
    slip = Text("Does the sum run over all classes, that of y included?", "합에 y를 포함한 모든 클래스가 들어가나요?")
    for num_classes in (2, 3, 10):
        scores = 2 * rng.normal(size=num_classes)
        for y in range(num_classes):
            found = submission.losses.softmax_loss_one.call(scores, y, returns=scalar("loss"))
            assert_close(found, cross_entropy(scores, y), f"loss with y = {y}", slip)


@pytest.mark.question("softmax_loss_one", weight=7.0)
def test_softmax_of_large_scores(submission):
    """Scores of 1e4, whose exponential is infinite, give finite losses that depend on the scores."""
    for scores, others in [([1e4, 1e4 - 1], [1e4, 1e4 - 3]), ([1 - 1e4, -1e4, -1e4], [2 - 1e4, -1e4, -1e4])]:
        losses = [
            submission.losses.softmax_loss_one.call(np.array(one), 0, returns=scalar("loss"))
            for one in (scores, others)
        ]
        claim = Text(f"the losses of {scores} and {others} are finite", f"{scores}와 {others}의 손실이 유한합니다")
        assert_true(np.all(np.isfinite(losses)), claim, SHIFTED)
        claim = Text(f"{scores} and {others} have different losses", f"{scores}와 {others}의 손실이 다릅니다")
        assert_true(losses[0] != losses[1], claim, SHIFTED)


@pytest.mark.question("penalty", weight=2.8)
def test_l2_by_hand(submission):
    """For a small matrix the l2 penalty is the one worked by hand."""
    slip = Text(
        "Does l2 add up all the squares, with no 1/2, no root and no mean?",
        "l2는 모든 수의 제곱을 더해요. 1/2이나 제곱근, 평균이 들어가지는 않았나요?",
    )
    for W, expected in [([[1.0, -2.0], [0.0, 3.0]], 14), ([[0.25]] * 4, 0.25)]:
        found = submission.losses.penalty.call(np.array(W), "l2", returns=scalar("penalty"))
        assert_close(found, expected, f"l2 penalty of {W}", slip)


@pytest.mark.question("penalty", weight=2.8)
def test_l1_by_hand(submission):
    """For a small matrix the l1 penalty is the one worked by hand."""
    slip = Text(
        "Does l1 add up all the absolute values, with no mean?",
        "l1은 모든 수의 절댓값을 더해요. 평균이 들어가지는 않았나요?",
    )
    for W, expected in [([[1.0, -2.0], [0.0, 3.0]], 6), ([[0.25]] * 4, 1)]:
        found = submission.losses.penalty.call(np.array(W), "l1", returns=scalar("penalty"))
        assert_close(found, expected, f"l1 penalty of {W}", slip)


@pytest.mark.question("penalty", weight=2.4)
def test_l2_prefers_weights_that_are_spread_out(submission):
    """For x = (1, 1, 1, 1) two templates score the same; l2 prefers the spread-out one, l1 does not care."""
    one, spread = np.array([[1.0], [0.0], [0.0], [0.0]]), np.full((4, 1), 0.25)
    slip = Text("Are squares added up for l2, and absolute values for l1?", "l2는 제곱을, l1은 절댓값을 더했나요?")
    l2 = [submission.losses.penalty.call(W, "l2", returns=scalar("penalty")) for W in (one, spread)]
    claim = Text(
        "l2 is larger for (1, 0, 0, 0) than for four times 0.25", "l2는 0.25 네 개보다 (1, 0, 0, 0)에서 큽니다"
    )
    assert_true(l2[0] > l2[1], claim, slip)
    l1 = [submission.losses.penalty.call(W, "l1", returns=scalar("penalty")) for W in (one, spread)]
    assert_close(l1[0], l1[1], "l1 penalty of (1, 0, 0, 0), beside that of four times 0.25", slip)


@pytest.mark.question("penalty", weight=6.3)
def test_elastic_lies_between_its_ends(submission):
    """Elastic net is l2 at alpha 0 and l1 at alpha 1."""
    W = np.array([[1.0, 2.0], [0.0, 3.0]])
    slip = Text("alpha * l1 + (1 - alpha) * l2?", "alpha * l1 + (1 - alpha) * l2인가요?")
    for kind, alpha in [("l2", 0.0), ("l1", 1.0)]:
        end = submission.losses.penalty.call(W, kind, returns=scalar("penalty"))
        assert_true(end > 0, Text(f"the {kind} penalty is above 0", f"{kind} 정규화 항이 0보다 큽니다"))
        other = submission.losses.penalty.call(W, "l1" if kind == "l2" else "l2", returns=scalar("penalty"))
        assert_true(other != end, Text("the l1 and the l2 penalty differ", "l1 정규화 항과 l2 정규화 항이 다릅니다"))
        found = submission.losses.penalty.call(W, "elastic", alpha, returns=scalar("penalty"))
        assert_close(found, end, f"elastic penalty with alpha = {alpha}, beside the {kind} penalty", slip)


@pytest.mark.question("full_loss", weight=2.4)
def test_full_loss_by_hand(submission):
    """Two examples that lose 2 and 5 cost 3.5 on average, and a penalty of 10 at reg 0.1 adds 1."""
    stand_in_penalty(submission)
    W, X, y = np.array([[1.0, 0.0], [0.0, 3.0]]), np.array([[2.0, 0.0], [0.0, 1.0]]), np.array([0, 1])
    for reg, expected in [(0.0, 3.5), (0.1, 4.5)]:
        found = submission.losses.full_loss.call(
            W, X, y, one_at_a_time(lambda scores, y: scores[y] + 2 * y, 2), reg, returns=scalar("loss")
        )
        assert_close(found, expected, f"loss at reg {reg}", PENALTY_ONCE)


@pytest.mark.question("full_loss", weight=2.4)
def test_full_loss_of_random_examples(submission):
    """At reg 0 the loss is the mean of the losses of all examples, with least squares and with softmax loss."""
    stand_in_penalty(submission)
    slip = Text(
        "Is each example scored by X[i] @ W, and the mean taken over N examples?",
        "예제마다 X[i] @ W로 점수를 매기고, 예제 N개로 평균을 냈나요?",
    )
    for loss_one, mean in MEANS_ON_BATCH:
        arguments = (BATCH_W, BATCH_X, BATCH_Y, one_at_a_time(loss_one, 3))
        found = submission.losses.full_loss.call(*arguments, returns=scalar("loss"))
        assert_close(found, mean, "loss", slip)


@pytest.mark.question("full_loss", weight=3.3)
def test_full_loss_adds_the_penalty(submission):
    """At reg 0.7 the loss of six examples is higher by 0.7 times the penalty than at reg 0."""
    stand_in_penalty(submission)
    arguments = (BATCH_W, BATCH_X, BATCH_Y, one_at_a_time(squared, 3))
    without, with_it = (submission.losses.full_loss.call(*arguments, reg, returns=scalar("loss")) for reg in (0.0, 0.7))
    assert_close(with_it - without, 0.7 * SQUARES_ON_BATCH, "loss at reg 0.7 minus loss at reg 0", PENALTY_ONCE)


@pytest.mark.question("full_loss", weight=2.4)
def test_full_loss_at_zero(submission, rng):
    """At W = 0 the least-squares loss is 1 and the softmax loss log C, whatever the examples are."""
    stand_in_penalty(submission)
    X, y = rng.normal(size=(5, 2)), np.array([0, 3, 1, 1, 0])
    slip = Text("Is the sum divided by N, once?", "합을 N으로 한 번만 나눴나요?")
    for loss_one, expected in [(squared, 1), (cross_entropy, np.log(4))]:
        found = submission.losses.full_loss.call(
            np.zeros((2, 4)), X, y, one_at_a_time(loss_one, 4), 1.0, returns=scalar("loss")
        )
        assert_close(found, expected, "loss at W = 0", slip)
