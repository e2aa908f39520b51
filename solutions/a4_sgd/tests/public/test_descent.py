"""Public tests of descent.py."""

import numpy as np
import pytest
from a4_sgd_oracles import (
    BEFORE,
    CALLS,
    DOWNHILL,
    Record,
    Valley,
    assert_all_drawn,
    assert_rows_with_labels,
    assert_walk,
    batch_args,
    batches_stand_in,
    marked_rows,
    steps_stand_in,
)
from scipy.spatial.distance import cdist

from autograder.testing import (
    Text,
    array,
    assert_close,
    assert_equal,
    assert_true,
    assert_unmodified,
    callback,
    generator,
    scalar,
)


@pytest.mark.question("gradient_step", weight=1)
def test_one_step_by_hand(submission):
    """From w = 10 with slope 20 and learning rate 0.1 the step leads to 8."""
    found = submission.descent.gradient_step.call(
        np.array([10.0]), np.array([20.0]), 0.1, returns=array("W", shape=(1,), kind="float")
    )
    assert_close(found, [8.0], "W", DOWNHILL)


@pytest.mark.question("gradient_step", weight=1)
def test_one_step_of_a_matrix(submission):
    """In a matrix each number moves against its own slope: down where that is positive, up where it is negative."""
    W, dW = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]), np.array([[2.0, 0.0, -2.0], [-4.0, 10.0, 1.0]])
    found = submission.descent.gradient_step.call(W, dW, 0.5, returns=array("W", shape=(2, 3), kind="float"))
    assert_close(found, [[0.0, 2.0, 4.0], [6.0, 0.0, 5.5]], "W", DOWNHILL)


@pytest.mark.question("gradient_step", weight=0.5, gate="inputs")
def test_one_step_makes_a_new_array(submission):
    """The step makes a new array: neither W nor dW is modified, as by `W -= ...`."""
    assert_unmodified(submission.descent.gradient_step.observe(np.array([10.0, 4.0]), np.array([20.0, -8.0]), 0.1))


@pytest.mark.question("gradient_descent", weight=1)
def test_two_steps_by_hand(submission):
    """On the loss w**2, two steps with learning rate 0.1 lead from 10 over 8 to 6.4."""
    steps_stand_in(submission)
    valley = Valley([1.0], [0.0])
    returns = (array("W", shape=(1,), kind="float"), array("history", shape=(2,), kind="float"))
    W, history = submission.descent.gradient_descent.call(valley.callback(), np.array([10.0]), 0.1, 2, returns=returns)
    assert_close(W, [6.4], "W", DOWNHILL)
    assert_close(history, [100.0, 64.0], "history", BEFORE)


@pytest.mark.question("gradient_descent", weight=1)
def test_descent_into_a_valley(submission, rng):
    """In a valley that is steeper in some directions than in others, the walk is the one that a formula gives."""
    steps_stand_in(submission)
    valley, start = Valley(rng.uniform(0.2, 2, size=(3, 2)), rng.normal(size=(3, 2))), rng.normal(size=(3, 2))
    returns = (array("W", shape=(3, 2), kind="float"), array("history", shape=(8,), kind="float"))
    W, history = submission.descent.gradient_descent.call(valley.callback(), start, 0.15, 8, returns=returns)
    assert_equal(len(valley.asked), 8, "calls of loss", CALLS)
    assert_close(W, valley.after(start, 0.15, 8), "W", DOWNHILL)
    assert_close(history, [valley.height(valley.after(start, 0.15, t)) for t in range(8)], "history", BEFORE)


@pytest.mark.question("sample_batch", weight=1)
def test_a_batch_keeps_pairs(submission):
    """A batch has the size that was asked for, and each of its rows is a row of X with its own label."""
    for N, batch_size, seed in [(2, 1, 1), (6, 4, 2), (9, 9, 3)]:
        X, y = marked_rows(N), np.arange(N) * 10
        returns = (array("X_batch", shape=(batch_size, 2)), array("y_batch", shape=(batch_size,), kind="integer"))
        found = submission.descent.sample_batch.call(X, y, batch_size, generator(seed), returns=returns)
        assert_rows_with_labels(*found, X, y)


@pytest.mark.question("sample_batch", weight=1)
def test_every_row_can_be_drawn(submission):
    """Over sixty seeds, each of five rows is drawn at some time."""
    X, y = marked_rows(5), np.arange(5)
    returns = (array("X_batch", shape=(3, 2)), array("y_batch", shape=(3,), kind="integer"))
    found = [submission.descent.sample_batch.call(X, y, 3, generator(seed), returns=returns) for seed in range(60)]
    # With replacement, the worse case: a row is missed by one batch with probability (4/5)**3, by all 60 with 4e-18.
    # That all batches are neighbors is as good as impossible, too: of ten triples out of five rows, five are.
    assert_all_drawn([assert_rows_with_labels(*batch, X, y) for batch in found], 5)


@pytest.mark.question("sample_batch", weight=0.95, gate="repeat")
def test_same_seed_same_batch(submission):
    """The same seed gives the same batch."""
    X, y = marked_rows(30), np.arange(30)
    returns = (array("X_batch", shape=(8, 2)), array("y_batch", shape=(8,), kind="integer"))
    first, second = (submission.descent.sample_batch.call(X, y, 8, generator(5), returns=returns) for _ in range(2))
    slip = Text(
        "Does all randomness come from `rng`, and none from np.random?", "np.random이 아니라 `rng`만 사용했나요?"
    )
    claim = Text("two draws from the same seed give the same batch", "같은 시드로 두 번 뽑으면 배치가 같다")
    assert_true(np.array_equal(first[1], second[1]), claim, slip)


def squares(W, X_batch, y_batch):
    """The mean of (x * w - y)**2 over a batch, for a single weight, and its slope."""
    errors = X_batch[:, 0] * W[0] - y_batch
    return float(np.mean(errors**2)), np.array([np.mean(2 * errors * X_batch[:, 0])])


@pytest.mark.question("sgd", weight=1)
def test_sgd_by_hand(submission, rng):
    """Where all examples are alike, every batch has the same slope: 20 at w = 13, so the walk is 13, 11, 9.4."""
    steps_stand_in(submission)
    batches_stand_in(submission, rng)
    loss = callback(squares, args=(array("W", shape=(1,), kind="float"), *batch_args(2, 1)))
    returns = (array("W", shape=(1,), kind="float"), array("history", shape=(2,), kind="float"))
    start, X, y = np.array([13.0]), np.ones((4, 1)), np.full(4, 3)
    W, history = submission.descent.sgd.call(loss, start, X, y, 0.1, 2, 2, generator(1), returns=returns)
    assert_close(W, [9.4], "W", DOWNHILL)
    assert_close(history, [100.0, 64.0], "history", BEFORE)


@pytest.mark.question("sgd", weight=1)
def test_sgd_asks_for_one_batch_a_step(submission, rng):
    """Each step asks once, about one batch of examples with their own labels, at the place that the last one led to."""
    steps_stand_in(submission)
    batches_stand_in(submission, rng)
    record, start = Record.random(rng, 6, (2, 3)), rng.normal(size=(2, 3))
    loss = callback(record.on, args=(array("W", shape=(2, 3), kind="float"), *batch_args(4, 2)))
    returns = (array("W", shape=(2, 3), kind="float"), array("history", shape=(6,), kind="float"))
    X, y = marked_rows(10), np.arange(10)
    W, history = submission.descent.sgd.call(loss, start, X, y, 0.3, 6, 4, generator(2), returns=returns)
    assert_walk(record, start, 0.3, W, history)
    for X_batch, y_batch in record.batches:
        assert_rows_with_labels(X_batch, y_batch, X, y)


@pytest.mark.question("gradient_noise", weight=1)
def test_noise_by_hand(submission, rng):
    """Of the examples 0 and 6 every single one is 3 away from their mean, so the noise is 9 whatever is drawn."""
    batches_stand_in(submission, rng)
    mean = callback(
        lambda W, X_batch, y_batch: X_batch.mean(axis=0),
        args=(array("W", shape=(1,)), array("X_batch", shape=(None, 1)), array("y_batch", ndim=1)),
    )
    X, y = np.array([[0.0], [6.0]]), np.array([0, 1])
    found = submission.descent.gradient_noise.call(mean, np.zeros(1), X, y, 1, 9, generator(1), returns=scalar("noise"))
    slip = Text(
        "The difference to the gradient over all of X, squared, and the mean over the batches?",
        "X 전체의 기울기와의 차이를 제곱하고, 배치에 대해 평균을 냈나요?",
    )
    assert_close(found, 9.0, "noise", slip)


@pytest.mark.question("gradient_noise", weight=1)
def test_noise_of_several_weights(submission, rng):
    """With several weights the squares of all numbers in the difference are added up."""
    batches_stand_in(submission, rng)
    asked = []

    def gradient(W, X_batch, y_batch):
        asked.append(W * X_batch.mean(axis=0) - y_batch.mean())
        return asked[-1]

    args = (array("W", shape=(3,), kind="float"), array("X_batch", shape=(None, 3)), array("y_batch", ndim=1))
    X, y, W = rng.normal(size=(12, 3)), rng.integers(0, 3, size=12), rng.uniform(1, 2, size=3)
    found = submission.descent.gradient_noise.call(
        callback(gradient, args=args), W, X, y, 2, 5, generator(2), returns=scalar("noise")
    )
    full = W * X.mean(axis=0) - y.mean()
    guesses = [guess for guess in asked if not np.allclose(guess, full)]
    slip = Text("One batch for each of num_batches?", "배치를 num_batches개 뽑았나요?")
    assert_equal(len(guesses), 5, "batches asked about", slip)
    slip = Text(
        "np.sum over the squares, np.mean over the batches?", "제곱은 np.sum으로 더하고, 배치에 대해 np.mean을 냈나요?"
    )
    assert_close(found, cdist(guesses, [full], "sqeuclidean").mean(), "noise", slip)
