"""Public tests of classifier.py."""

import numpy as np
import pytest
from a4_sgd_oracles import (
    BEFORE,
    DOWNHILL,
    NAN_NEVER_WINS,
    Record,
    assert_finds,
    assert_new_batches,
    assert_reads_digits,
    assert_rows_with_labels,
    batches_of,
    classifier_with,
    digits_with_bias,
    marked_rows,
    over_examples,
    predicted_classes,
    searched,
)

from autograder.testing import Text, array, assert_close, assert_equal, assert_true, generator


@pytest.mark.question("train", weight=6)
def test_training_by_hand(submission):
    """Where all examples are alike, two steps of least squares lead where they lead by hand."""
    model = submission.least_squares.LeastSquares.new()
    model.set("W", np.array([[0.0, 11.0]]))
    X, y = np.ones((6, 1)), np.ones(6, dtype=np.int64)
    model.call("train", X, y, learning_rate=0.1, reg=0.0, num_iters=2, batch_size=3)
    # The scores should be 0 and 1. The second is 10 too large, so its slope is 20 and the step leads from 11 to 9.
    W = model.get("W", returns=array("W", shape=(1, 2), kind="float"))
    assert_close(W, [[0.0, 7.4]], "W", DOWNHILL)


@pytest.mark.question("train", weight=2)
def test_training_history_by_hand(submission):
    """Where self.loss says 5, 3 and 2 in turn, the history of three iterations is 5, 3 and 2."""
    record = Record(np.array([5.0, 3.0, 2.0]), np.zeros((3, 2, 3)))
    model = classifier_with(submission, np.ones((2, 3)))
    model.set("loss", record.callback(2))
    returns = array("loss_history", shape=(3,), kind="float")
    history = model.call("train", marked_rows(6), np.arange(6) % 3, num_iters=3, batch_size=2, returns=returns)
    assert_close(history, [5.0, 3.0, 2.0], "loss_history", BEFORE)


def _assert_moved(model, start):
    """Training has moved the weights."""
    slip = Text("Do the new weights go to self.W?", "새 가중치를 self.W에 넣었나요?")
    W = model.get("W", returns=array("W", shape=start.shape, kind="float"))
    assert_true(
        np.all(W - start != 0), Text("every number of self.W has moved", "self.W의 모든 수가 움직였습니다"), slip
    )


@pytest.mark.question("train", weight=3)
def test_training_asks_for_one_batch_a_step(submission, rng):
    """Each step asks self.loss about one batch of batch_size examples with their own labels, and W moves."""
    record, start = Record.random(rng, 5, (2, 3)), rng.normal(size=(2, 3))
    X, y = marked_rows(9), np.arange(9) % 3
    model = classifier_with(submission, start)
    model.set("loss", record.callback(2))
    model.call("train", X, y, learning_rate=0.2, reg=0.5, num_iters=5, batch_size=4)
    _assert_moved(model, start)
    for X_batch, y_batch in batches_of(record.batches, 4, 5):
        assert_rows_with_labels(X_batch, y_batch, X, y)


@pytest.mark.question("train", weight=1)
def test_training_draws_a_new_batch_each_step(submission, rng):
    """Each step draws a new batch: over twenty steps it is not always the same one."""
    record, X, y = Record.random(rng, 20, (2, 3)), marked_rows(10), np.arange(10) % 3
    start = rng.normal(size=(2, 3))
    model = classifier_with(submission, start)
    model.set("loss", record.callback(2))
    model.call("train", X, y, learning_rate=0.2, reg=0.5, num_iters=20, batch_size=4)
    _assert_moved(model, start)
    assert_new_batches(batches_of(record.batches, 4, 20), X)


@pytest.mark.question("train", weight=6)
def test_training_makes_room_for_each_class(submission, rng):
    """Without W, training begins with one row for each feature and one column for each class."""
    model = submission.least_squares.LeastSquares.new()
    model.call("train", rng.normal(size=(12, 5)), np.arange(12) % 3, num_iters=0)
    shape = model.get("W", returns=array("W", ndim=2, kind="float")).shape
    slip = Text(
        "A row for each feature, a column for each class 0, 1, ..., max(y)?",
        "특성마다 행, 클래스 0, 1, ..., max(y)마다 열이 하나씩인가요?",
    )
    assert_equal(np.array(shape), np.array([5, 3]), "shape of W", slip)


@pytest.mark.question("train", weight=13)
def test_training_begins_with_small_weights(submission, rng):
    """Without W, training begins with random weights of about 0.001."""
    model = submission.least_squares.LeastSquares.new()
    model.call("train", rng.normal(size=(12, 400)), np.arange(12) % 3, num_iters=0)
    W = model.get("W", returns=array("W", ndim=2, kind="float"))
    # Of 800 or more standard normal numbers none is beyond 10 (1e-20); their deviation is 1 within 20 % (eight sigma).
    slip = Text("Are the random numbers standard normal, times 0.001?", "표준정규분포의 난수에 0.001을 곱했나요?")
    assert_true(np.abs(W).max() < 0.01, Text("all weights are below 0.01", "모든 가중치가 0.01보다 작습니다"), slip)
    claim = Text("their standard deviation is about 0.001", "가중치의 표준편차가 약 0.001입니다")
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
    speed.flat(over_examples, over=Text("examples", "예제"), blocks="rows")


TABLE = [[0.5, 0.25], [0.75, 0.875], [0.125, 0.0]]


@pytest.mark.question("grid_search", weight=8)
def test_grid_by_hand(submission):
    """With three learning rates and two strengths, the table has the accuracy of each pair in its place."""
    found, _asked = searched(submission, TABLE, [0.1, 0.01, 0.5], [0.0, 1.0], "accuracies")
    slip = Text("One row for each learning rate, one column for each strength?", "행은 학습률, 열은 정규화 세기인가요?")
    assert_close(found, TABLE, "accuracies", slip)


@pytest.mark.question("grid_search", weight=9)
def test_best_pair_by_hand(submission):
    """With three learning rates and two strengths, the best pair is that of the largest accuracy."""
    slip = Text("The values of the best pair, not their places?", "가장 좋은 쌍의 위치가 아니라 값을 돌려줬나요?")
    assert_finds(submission, TABLE, [0.1, 0.01, 0.5], [0.0, 1.0], (0.01, 1.0), slip)


@pytest.mark.question("grid_search", weight=13)
def test_grid_with_nan(submission):
    """An accuracy that is NaN never wins, wherever it stands."""
    nan = float("nan")
    # One number alone, whose values are those of its place: which one is looked for and returned are other tests.
    assert_finds(submission, [[nan, 0.5, nan]], [0.0], [0.0, 1.0, 2.0], (0.0, 1.0), NAN_NEVER_WINS)
    assert_finds(submission, [[nan], [nan], [0.5]], [0.0, 1.0, 2.0], [0.0], (2.0, 0.0), NAN_NEVER_WINS)


@pytest.mark.question("train_on_digits", weight=22)
def test_reads_most_digits(submission, digits):
    """At least 80 % of the digits held out are read right."""
    X, y, X_test, y_test = digits_with_bias(digits, 0)
    W = submission.classifier.train_on_digits.call(X, y, generator(1), returns=array("W", shape=(65, 10), kind="float"))
    assert_reads_digits(W, X_test, y_test, 0.80)


@pytest.mark.question("train_on_digits", weight=14)
def test_reads_nearly_all_digits(submission, digits):
    """At least 90 % of the digits held out are read right."""
    # Which digits are held out is fixed. Least squares gets 93 to 95 % of them, softmax 96 %, short runs of SGD 93 %.
    X, y, X_test, y_test = digits_with_bias(digits, 0)
    W = submission.classifier.train_on_digits.call(X, y, generator(1), returns=array("W", shape=(65, 10), kind="float"))
    assert_reads_digits(W, X_test, y_test, 0.90)
