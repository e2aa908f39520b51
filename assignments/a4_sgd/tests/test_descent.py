"""Public tests of descent.py."""

import numpy as np
import pytest
from a4_sgd_oracles import (
    BEFORE,
    DOWNHILL,
    Valley,
    assert_all_drawn,
    assert_moved,
    assert_new_batches,
    assert_rows,
    assert_rows_with_labels,
    batches_of,
    batches_stand_in,
    marked_rows,
    steps_stand_in,
)

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


@pytest.mark.question("gradient_step", weight=2)
def test_one_step_by_hand(submission):
    """From w = 10 with slope 20 and learning rate 0.1 the step leads to 8."""
    found = submission.descent.gradient_step.call(
        np.array([10.0]), np.array([20.0]), 0.1, returns=array("W", shape=(1,), kind="float")
    )
    assert_close(found, [8.0], "W", DOWNHILL)


@pytest.mark.question("gradient_step", weight=16)
def test_one_step_of_a_matrix(submission):
    """In a matrix each number moves against its own slope: down where that is positive, up where it is negative."""
    W, dW = np.array([[0.1, 0.2, 0.3], [0.4, 0.5, 0.6]]), np.array([[2.0, 1.5, -2.0], [-4.0, 10.0, 3.0]])
    found = submission.descent.gradient_step.call(W, dW, 0.5, returns=array("W", shape=(2, 3), kind="float"))
    assert_equal(np.sign(W - found), np.sign(dW), "signs of W before less W after", DOWNHILL)


@pytest.mark.question("gradient_step", weight=12, gate="inputs")
def test_one_step_makes_a_new_array(submission):
    """The step makes a new array: neither W nor dW is modified, as by `W -= ...`."""
    assert_unmodified(submission.descent.gradient_step.observe(np.array([10.0, 4.0]), np.array([20.0, -8.0]), 0.1))


@pytest.mark.question("gradient_descent", weight=13)
def test_two_steps_by_hand(submission):
    """On the loss w**2, two steps with learning rate 0.1 lead from 10 over 8 to 6.4."""
    steps_stand_in(submission)
    returns = (array("W", shape=(1,), kind="float"), None)
    loss = Valley([1.0], [0.0]).callback()
    W, _history = submission.descent.gradient_descent.call(loss, np.array([10.0]), 0.1, 2, returns=returns)
    assert_close(W, [6.4], "W", DOWNHILL)


@pytest.mark.question("gradient_descent", weight=2)
def test_history_by_hand(submission):
    """Where the loss says 5, 3 and 2 in turn, the history of three steps is 5, 3 and 2."""
    steps_stand_in(submission)
    told = iter([5.0, 3.0, 2.0])
    loss = callback(lambda W: (next(told, 0.0), np.ones(1)), args=(array("W", shape=(1,), kind="float"),))
    returns = (None, array("history", shape=(3,), kind="float"))
    _W, history = submission.descent.gradient_descent.call(loss, np.zeros(1), 0.1, 3, returns=returns)
    assert_close(history, [5.0, 3.0, 2.0], "history", BEFORE)


@pytest.mark.question("gradient_descent", weight=2)
def test_descent_into_a_valley(submission, rng):
    """In a valley that is steeper in some directions than in others, the walk ends where a formula says."""
    steps_stand_in(submission)
    valley, start = Valley.random(rng, (3, 2)), rng.normal(size=(3, 2))
    returns = (array("W", shape=(3, 2), kind="float"), None)
    W, _history = submission.descent.gradient_descent.call(valley.callback(), start, 0.15, 8, returns=returns)
    assert_close(W, valley.after(start, 0.15, 8), "W", DOWNHILL)


@pytest.mark.question("gradient_descent", weight=13, gate="inputs")
def test_descent_does_not_move_the_start(submission):
    """The array with the start is not modified, as by `W -= ...`."""
    steps_stand_in(submission)
    valley = Valley([1.0], [0.0])
    assert_unmodified(submission.descent.gradient_descent.observe(valley.callback(), np.array([10.0]), 0.1, 2))


@pytest.mark.question("sample_batch", weight=11)
def test_a_batch_keeps_pairs(submission):
    """A batch has the size that was asked for, and each of its rows is a row of X with its own label."""
    for N, batch_size, seed in [(2, 1, 1), (6, 4, 2), (9, 9, 3)]:
        X, y = marked_rows(N), np.arange(N) * 10
        returns = (array("X_batch", shape=(batch_size, 2)), array("y_batch", shape=(batch_size,), kind="integer"))
        found = submission.descent.sample_batch.call(X, y, batch_size, generator(seed), returns=returns)
        assert_rows_with_labels(*found, X, y)


@pytest.mark.question("sample_batch", weight=6)
def test_every_row_can_be_drawn(submission):
    """Over sixty seeds, each of five rows is drawn at some time."""
    X, y = marked_rows(5), np.arange(5)
    returns = (array("X_batch", shape=(3, 2)), None)
    found = [submission.descent.sample_batch.call(X, y, 3, generator(seed), returns=returns) for seed in range(60)]
    # With replacement, the worse case: a row is missed by one batch with probability (4/5)**3, by all 60 with 4e-18.
    assert_all_drawn([assert_rows(X_batch, X) for X_batch, _y_batch in found], 5)


@pytest.mark.question("sample_batch", weight=15, gate="repeat")
def test_same_seed_same_batch(submission):
    """The same seed gives the same batch."""
    X, y = marked_rows(30), np.arange(30)
    returns = (array("X_batch", shape=(8, 2)), None)
    first, second = (submission.descent.sample_batch.call(X, y, 8, generator(5), returns=returns) for _ in range(2))
    slip = Text(
        "Does all randomness come from `rng`, and none from np.random?", "np.random이 아니라 `rng`만 사용했나요?"
    )
    claim = Text("two draws from the same seed give the same batch", "같은 시드로 두 번 뽑으면 배치가 같습니다")
    assert_true(np.array_equal(first[0], second[0]), claim, slip)


def squares(W, X_batch, y_batch):
    """The mean of (x * w - y)**2 over a batch, for a single weight, and its slope."""
    errors = X_batch[:, 0] * W[0] - y_batch
    return float(np.mean(errors**2)), np.array([np.mean(2 * errors * X_batch[:, 0])])


@pytest.mark.question("sgd", weight=16)
def test_sgd_by_hand(submission, rng):
    """Where all examples are alike, every batch has the same slope: 20 at w = 13, so the walk is 13, 11, 9.4."""
    steps_stand_in(submission)
    batches_stand_in(submission, rng)
    args = array("X_batch", shape=(None, 1), kind="float"), array("y_batch", ndim=1, kind="integer")
    loss = callback(squares, args=(array("W", shape=(1,), kind="float"), *args))
    start, X, y = np.array([13.0]), np.ones((4, 1)), np.full(4, 3)
    returns = (array("W", shape=(1,), kind="float"), None)
    W, _history = submission.descent.sgd.call(loss, start, X, y, 0.1, 2, 2, generator(1), returns=returns)
    assert_close(W, [9.4], "W", DOWNHILL)


@pytest.mark.question("sgd", weight=7)
def test_sgd_history_by_hand(submission, rng):
    """Where the loss says 5, 3 and 2 in turn, the history of three steps is 5, 3 and 2."""
    steps_stand_in(submission)
    batches_stand_in(submission, rng)
    told = iter([5.0, 3.0, 2.0])
    args = array("X_batch", shape=(None, 1)), array("y_batch", ndim=1)
    loss = callback(lambda W, X_batch, y_batch: (next(told, 0.0), np.ones(1)), args=(array("W", shape=(1,)), *args))
    returns = (None, array("history", shape=(3,), kind="float"))
    X, y = np.ones((4, 1)), np.arange(4)
    _W, history = submission.descent.sgd.call(loss, np.zeros(1), X, y, 0.1, 3, 2, generator(1), returns=returns)
    assert_close(history, [5.0, 3.0, 2.0], "history", BEFORE)


@pytest.mark.question("sgd", weight=2)
def test_sgd_asks_for_one_batch_a_step(submission, rng):
    """Each step asks about one batch of batch_size examples with their own labels."""
    steps_stand_in(submission)
    batches_stand_in(submission, rng)
    valley, start, X, y = Valley.far_away((2, 3)), rng.normal(size=(2, 3)), marked_rows(10), np.arange(10)
    returns = (array("W", shape=(2, 3), kind="float"), None)
    loss = valley.batch_callback(2)
    W, _history = submission.descent.sgd.call(loss, start, X, y, 0.1, 6, 4, generator(2), returns=returns)
    assert_moved(W, start)
    for X_batch, y_batch in batches_of(valley.batches, 4, 6):
        assert_rows_with_labels(X_batch, y_batch, X, y)


@pytest.mark.question("sgd", weight=1)
def test_sgd_draws_a_new_batch_each_step(submission, rng):
    """Each step draws a new batch: over twenty steps it is not always the same one."""
    steps_stand_in(submission)
    batches_stand_in(submission, rng)
    valley, start, X, y = Valley.far_away((2,)), np.zeros(2), marked_rows(10), np.arange(10)
    returns = (array("W", shape=(2,), kind="float"), None)
    loss = valley.batch_callback(2)
    W, _history = submission.descent.sgd.call(loss, start, X, y, 0.1, 20, 4, generator(5), returns=returns)
    assert_moved(W, start)
    assert_new_batches(batches_of(valley.batches, 4, 20), X)


@pytest.mark.question("sgd", weight=8, gate="inputs")
def test_sgd_does_not_move_the_start(submission, rng):
    """The array with the start is not modified, as by `W -= ...`."""
    steps_stand_in(submission)
    batches_stand_in(submission, rng)
    loss = Valley.far_away((2,)).batch_callback(2)
    arguments = (np.ones(2), marked_rows(6), np.arange(6), 0.1, 3, 2, generator(3))
    assert_unmodified(submission.descent.sgd.observe(loss, *arguments))


@pytest.mark.question("gradient_noise", weight=2)
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


@pytest.mark.question("gradient_noise", weight=13)
def test_noise_of_one_batch(submission, rng):
    """With three weights, a single batch that is 1, 2 and 2 away from the full gradient has the noise 1 + 4 + 4 = 9."""
    batches_stand_in(submission, rng)
    full, X, y = np.array([3.0, -1.0, 2.0]), rng.normal(size=(5, 2)), np.arange(5)
    gradient = callback(
        lambda W, X_batch, y_batch: full if len(X_batch) == 5 else full + np.array([1.0, 2.0, -2.0]),
        args=(array("W", shape=(3,)), array("X_batch", shape=(None, 2)), array("y_batch", ndim=1)),
    )
    found = submission.descent.gradient_noise.call(
        gradient, np.ones(3), X, y, 2, 1, generator(2), returns=scalar("noise")
    )
    slip = Text(
        "np.sum over the squares of all numbers in g_b - g_full?", "g_b - g_full에 있는 모든 수의 제곱을 더했나요?"
    )
    assert_close(found, 9.0, "noise", slip)


@pytest.mark.question("gradient_noise", weight=24)
def test_noise_is_a_mean_over_the_batches(submission, rng):
    """Of four batches two have the full gradient and two are 1 away from it, above and below, so the noise is 1/2."""
    batches_stand_in(submission, rng)
    away = iter([1.0, 0.0, -1.0, 0.0] * 9)
    gradient = callback(
        lambda W, X_batch, y_batch: np.array([5.0 if len(X_batch) == 6 else 5.0 + next(away, 0.0)]),
        args=(array("W", shape=(1,)), array("X_batch", shape=(None, 2)), array("y_batch", ndim=1)),
    )
    X, y = rng.normal(size=(6, 2)), np.arange(6)
    found = submission.descent.gradient_noise.call(
        gradient, np.ones(1), X, y, 2, 4, generator(2), returns=scalar("noise")
    )
    slip = Text("np.mean over the num_batches batches?", "배치 num_batches개에 대해 np.mean을 냈나요?")
    assert_close(found, 0.5, "noise", slip)
