"""Public tests of classifier.py."""

import numpy as np
import pytest
from a4_sgd_oracles import (
    BEFORE,
    CALLS,
    DOWNHILL,
    Record,
    assert_reads_digits,
    assert_rows_with_labels,
    batch_args,
    classifier_with,
    digits_with_bias,
    marked_rows,
    over_examples,
    predicted_classes,
)

from autograder.testing import Text, array, assert_close, assert_equal, assert_true, callback, generator, scalar


@pytest.mark.question("train", weight=1)
def test_training_by_hand(submission):
    """Where all examples are alike, two steps of least squares lead where they lead by hand."""
    model = submission.least_squares.LeastSquares.new()
    model.set("W", np.array([[0.0, 11.0]]))
    X, y = np.ones((6, 1)), np.ones(6, dtype=np.int64)
    history = model.call(
        "train", X, y, learning_rate=0.1, reg=0.0, num_iters=2, batch_size=3,
        returns=array("loss_history", shape=(2,), kind="float"),
    )  # fmt: skip
    # The scores should be 0 and 1. The second is 10 too large, so its slope is 20 and the step leads from 11 to 9.
    W = model.get("W", returns=array("W", shape=(1, 2), kind="float"))
    assert_close(history, [100.0, 64.0], "loss_history", DOWNHILL)
    assert_close(W, [[0.0, 7.4]], "W", DOWNHILL)


@pytest.mark.question("train", weight=1)
def test_training_asks_for_one_batch_a_step(submission, rng):
    """Each step asks self.loss once, about one batch of examples with their labels, and goes against its gradient."""
    record, start = Record.random(rng, 5, (2, 3)), rng.normal(size=(2, 3))
    X, y = marked_rows(9), np.arange(9) % 3
    model = classifier_with(submission, start)
    model.set("loss", callback(record.method, args=(*batch_args(4, 2), scalar("reg"))))
    returns = array("loss_history", shape=(5,), kind="float")
    history = model.call("train", X, y, learning_rate=0.2, reg=0.5, num_iters=5, batch_size=4, returns=returns)
    assert_equal(len(record.batches), 5, "calls of self.loss", CALLS)
    for X_batch, y_batch in record.batches:
        assert_rows_with_labels(X_batch, y_batch, X, y)
    assert_close(history, record.values, "loss_history", BEFORE)
    W = model.get("W", returns=array("W", shape=(2, 3), kind="float"))
    assert_close(W, record.expected_places(start, 0.2)[-1], "W", DOWNHILL)


@pytest.mark.question("train", weight=1)
def test_training_begins_with_small_weights(submission, rng):
    """Without W, training begins with small random weights, one row for each feature and one column for each class."""
    model = submission.least_squares.LeastSquares.new()
    X, y = rng.normal(size=(12, 400)), np.arange(12) % 3
    model.call("train", X, y, learning_rate=0.0, num_iters=1, batch_size=4)
    W = model.get("W", returns=array("W", shape=(400, 3), kind="float"))
    # Of 1,200 standard normal numbers none is beyond 10 (1e-20), and their deviation is 1 within 20 % (ten sigma).
    slip = Text("Are the random numbers standard normal, times 0.001?", "표준정규분포의 난수에 0.001을 곱했나요?")
    assert_true(np.abs(W).max() < 0.01, Text("all weights are below 0.01", "모든 가중치가 0.01보다 작다"), slip)
    claim = Text("their standard deviation is about 0.001", "가중치의 표준편차가 약 0.001이다")
    assert_true(0.0008 < W.std() < 0.0012, claim, slip)


@pytest.mark.question("predict", weight=8)
def test_predict_by_hand(submission):
    """Of three classes, the one with the largest score is predicted, as worked by hand."""
    model = classifier_with(submission, np.array([[1.0, 0.0, -1.0], [0.0, 1.0, 0.5]]))
    X = np.array([[2.0, 1.0], [1.0, 3.0], [-4.0, 1.0], [-1.0, -2.0]])
    labels = model.call("predict", X, returns=array("labels", shape=(4,), kind="integer"))
    slip = Text(
        "One label for each row of X: the place of its largest score?", "X의 행마다 점수가 가장 큰 자리를 골랐나요?"
    )
    assert_equal(labels, [0, 1, 2, 2], "labels", slip)


@pytest.mark.question("predict", weight=8)
def test_predict_random_examples(submission, rng):
    """On random examples every predicted class is right."""
    W, X = rng.normal(size=(5, 4)), rng.normal(size=(7, 5))
    labels = classifier_with(submission, W).call("predict", X, returns=array("labels", shape=(7,), kind="integer"))
    slip = Text(
        "Are the scores X @ self.W, one column for each class?", "점수가 X @ self.W인가요? 열 하나가 클래스 하나예요."
    )
    assert_equal(labels, predicted_classes(X, W), "labels", slip)


@pytest.mark.question("predict", weight=15, gate="form")
def test_predict_has_no_loop_over_the_examples(submission, speed):
    """No Python loop runs over the examples."""
    speed.flat(over_examples, over=Text("examples", "예제"))


GRID = {(0.1, 0.0): 0.5, (0.1, 1.0): 0.25, (0.01, 0.0): 0.75, (0.01, 1.0): 0.875, (0.5, 0.0): 0.125, (0.5, 1.0): 0.0}


@pytest.mark.question("grid_search", weight=1)
def test_grid_by_hand(submission):
    """With three learning rates and two strengths, the table and the best pair are those that stand in the grid."""
    asked = []

    def train_and_score(learning_rate, reg):
        asked.append((learning_rate, reg))
        return GRID.get((learning_rate, reg), 0.0)

    returns = (array("accuracies", shape=(3, 2), kind="float"), scalar("best_learning_rate"), scalar("best_reg"))
    table, learning_rate, reg = submission.classifier.grid_search.call(
        callback(train_and_score, args=(scalar("learning_rate"), scalar("reg"))),
        [0.1, 0.01, 0.5], [0.0, 1.0], returns=returns,
    )  # fmt: skip
    slip = Text("One row for each learning rate, one column for each strength?", "행은 학습률, 열은 정규화 세기인가요?")
    assert_close(table, [[0.5, 0.25], [0.75, 0.875], [0.125, 0.0]], "accuracies", slip)
    slip = Text("Is each pair tried exactly once?", "쌍마다 꼭 한 번씩 시험했나요?")
    assert_true(sorted(asked) == sorted(GRID), Text("each pair is tried once", "쌍마다 한 번씩 시험한다"), slip)
    slip = Text("The values of the best pair, not their places?", "가장 좋은 쌍의 위치가 아니라 값을 돌려줬나요?")
    assert_close(learning_rate, 0.01, "best_learning_rate", slip)
    assert_close(reg, 1.0, "best_reg", slip)


@pytest.mark.question("train_on_digits", weight=0.75)
def test_reads_most_digits(submission, digits):
    """At least 80 % of the digits held out are read right."""
    X, y, X_test, y_test = digits_with_bias(digits, 0)
    W = submission.classifier.train_on_digits.call(X, y, generator(1), returns=array("W", shape=(65, 10), kind="float"))
    assert_reads_digits(W, X_test, y_test, 0.80)


@pytest.mark.question("train_on_digits", weight=0.75)
def test_reads_nearly_all_digits(submission, digits):
    """At least 90 % of the digits held out are read right."""
    # Which digits are held out is fixed. Least squares gets 93 to 95 % of them, softmax 96 %, short runs of SGD 93 %.
    X, y, X_test, y_test = digits_with_bias(digits, 0)
    W = submission.classifier.train_on_digits.call(X, y, generator(1), returns=array("W", shape=(65, 10), kind="float"))
    assert_reads_digits(W, X_test, y_test, 0.90)
