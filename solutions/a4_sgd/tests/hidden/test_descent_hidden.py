"""Hidden tests of descent.py."""

import math
from dataclasses import dataclass, field

import numpy as np
import pytest
from a4_sgd_oracles import (
    DOWNHILL,
    Record,
    Valley,
    assert_all_drawn,
    assert_no_blocks,
    assert_rows_with_labels,
    assert_walk,
    batch_args,
    batches_stand_in,
    marked_rows,
    stepped,
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


@pytest.mark.question("gradient_step", weight=1.5)
def test_one_step_of_any_shape(submission, rng):
    """The step is right for arrays of any shape and learning rates small and large."""
    for shape, learning_rate in [((1,), 1.0), ((5,), 1e-3), ((3, 4), 0.7), ((2, 3, 2), 3.0), ((65, 10), 10.0)]:
        W, dW = rng.normal(size=shape), 5 * rng.normal(size=shape)
        found = submission.descent.gradient_step.call(W, dW, learning_rate, returns=array("W", shape=shape))
        assert_close(found, stepped(W, dW, learning_rate), "W", DOWNHILL)


@pytest.mark.question("gradient_step", weight=1)
def test_one_step_of_views(submission, rng):
    """The step is right for views, for other memory orders and in float32."""
    for W, dW in [
        (rng.normal(size=(6, 8))[::2, ::-1], rng.normal(size=(3, 8))),
        (np.asfortranarray(rng.normal(size=(3, 4))), rng.normal(size=(4, 3)).T),
        (rng.normal(size=(3, 4)).astype(np.float32), rng.normal(size=(3, 4)).astype(np.float32)),
    ]:
        found = submission.descent.gradient_step.call(W, dW, 0.25, returns=array("W", shape=W.shape))
        assert_close(found, stepped(W, dW, 0.25).astype(W.dtype), "W", DOWNHILL)


@pytest.mark.question("gradient_step", weight=1.5, gate="inputs")
def test_one_step_leaves_its_input_alone(submission):
    """Neither W nor dW is modified: the step makes a new array."""
    assert_unmodified(submission.descent.gradient_step.observe(np.arange(6.0).reshape(2, 3), np.ones((2, 3)), 0.5))


@pytest.mark.question("gradient_descent", weight=2)
def test_descent_asks_where_it_stands(submission, rng):
    """Whatever the slopes are, each step asks once, at the place that the last one led to, for weights of any shape."""
    for shape, num_iters, learning_rate in [((1,), 1, 0.5), ((4,), 3, 2.0), ((2, 5), 7, 0.1), ((1, 1), 5, 1.0)]:
        steps_stand_in(submission)
        record, start = Record.random(rng, num_iters, shape), rng.normal(size=shape)
        loss = callback(record.at, args=(array("W", shape=shape, kind="float"),))
        returns = (array("W", shape=shape, kind="float"), array("history", shape=(num_iters,), kind="float"))
        W, history = submission.descent.gradient_descent.call(loss, start, learning_rate, num_iters, returns=returns)
        assert_walk(record, start, learning_rate, W, history)


@pytest.mark.question("gradient_descent", weight=1.5)
def test_descent_diverges_where_it_must(submission):
    """With too large a learning rate the walk goes up and up: nothing is clipped, and no step is left out."""
    steps_stand_in(submission)
    valley, start = Valley([1.0, 3.0], [2.0, -1.0]), np.array([3.0, 0.5])
    returns = (array("W", shape=(2,), kind="float"), array("history", shape=(12,), kind="float"))
    W, history = submission.descent.gradient_descent.call(valley.callback(), start, 0.6, 12, returns=returns)
    slip = Text(
        "Are all num_iters steps taken, also when the loss rises?", "손실이 커져도 num_iters걸음을 모두 옮겼나요?"
    )
    assert_close(W, valley.after(start, 0.6, 12), "W", slip)
    assert_close(history, [valley.height(valley.after(start, 0.6, t)) for t in range(12)], "history", slip)


@pytest.mark.question("gradient_descent", weight=1, gate="inputs")
def test_descent_leaves_the_start_alone(submission):
    """The array with the start is not modified."""
    steps_stand_in(submission)
    valley = Valley([1.0, 2.0], [0.0, 0.0])
    assert_unmodified(submission.descent.gradient_descent.observe(valley.callback(), np.array([3.0, 4.0]), 0.1, 3))


def drawn(submission, X, y, batch_size, seed):
    """Which rows a batch holds."""
    returns = (array("X_batch", shape=(batch_size, X.shape[1])), array("y_batch", shape=(batch_size,), kind="integer"))
    found = submission.descent.sample_batch.call(X, y, batch_size, generator(seed), returns=returns)
    return assert_rows_with_labels(*found, X, y)


@pytest.mark.question("sample_batch", weight=1.5)
def test_every_row_is_equally_likely(submission, rng):
    """Over 100 seeds each of twelve rows is drawn about equally often, and the batches are no blocks of neighbors."""
    X, y = marked_rows(12, 3), np.arange(12)
    batches = [drawn(submission, X, y, 6, int(seed)) for seed in rng.integers(2**31, size=100)]
    assert_all_drawn(batches, 12)
    # How often a row comes is binomial(100, 1/2) without replacement, binomial(600, 1/12), which spreads wider, with.
    # The latter is below 14 with probability 1.5e-10 and above 99 with 3e-11; times twelve rows, that is below 1e-8.
    counts = np.bincount(np.concatenate(batches), minlength=12)
    claim = Text("each of 12 rows comes 14 to 99 times in 600", "행 12개가 각각 600번 중 14~99번 나온다")
    slip = Text("Is every row equally likely, wherever it stands?", "어느 자리의 행이든 뽑힐 확률이 같나요?")
    assert_true(np.all((counts >= 14) & (counts <= 99)), claim, slip)


@pytest.mark.question("sample_batch", weight=1.5)
def test_batches_of_many_rows(submission, rng):
    """Small batches out of many rows keep their pairs, reach rows near the end, and are no blocks of neighbors."""
    X, y = marked_rows(200), np.arange(200) % 7
    batches = [drawn(submission, X, y, 10, int(seed)) for seed in rng.integers(2**31, size=40)]
    # 400 draws: all below row 190 with probability 0.95**400 = 1e-9; all batches blocks: far less.
    claim = Text(
        "one of 40 batches reaches the last ten of 200 rows", "배치 40개 중 하나는 200행의 마지막 열 행에 닿는다"
    )
    slip = Text("Are the indices drawn from all of 0..N-1?", "인덱스를 0..N-1 전체에서 뽑았나요?")
    assert_true(max(rows.max() for rows in batches) >= 190, claim, slip)
    assert_no_blocks(batches, 200)


@pytest.mark.question("sample_batch", weight=1)
def test_batches_of_small_and_strided_data(submission, rng):
    """One example, one feature, views, float32 and labels that are whole floats work too."""
    for N, D, batch_size in [(1, 1, 1), (1, 4, 1), (5, 1, 5), (6, 3, 2)]:
        drawn(submission, marked_rows(N, D), np.arange(N) + 3, batch_size, int(rng.integers(1000)))
    X, y = marked_rows(20, 4), np.arange(20.0)
    for view, labels in [(X[::2, ::-1], y[::2]), (np.asfortranarray(X), y), (X.astype(np.float32), y[::-1])]:
        drawn(submission, view, labels, 4, int(rng.integers(1000)))


@pytest.mark.question("sample_batch", weight=0.5)
def test_other_seeds_give_other_batches(submission):
    """Ten seeds do not all give the same batch."""
    # A given batch of 5 out of 50, in any order, is drawn again with probability below 5e-7; nine times over: 1e-56.
    X, y = marked_rows(50), np.arange(50)
    found = {tuple(sorted(drawn(submission, X, y, 5, seed).tolist())) for seed in range(10)}
    claim = Text("ten seeds give more than one batch", "시드 열 개에서 배치가 둘 이상 나온다")
    assert_true(len(found) > 1, claim, Text("Is `rng` used as it comes?", "`rng`를 받은 그대로 썼나요?"))


@pytest.mark.question("sample_batch", weight=1.4, gate="inputs")
def test_sampling_leaves_the_data_alone(submission):
    """X and y are not shuffled in place."""
    assert_unmodified(submission.descent.sample_batch.observe(marked_rows(20), np.arange(20), 5, generator(3)))


def walked(submission, rng, record, start, learning_rate, X, y, batch_size):
    """What sgd makes of a loss that gives out numbers fixed beforehand."""
    steps_stand_in(submission)
    batches_stand_in(submission, rng)
    num_iters = len(record.values)
    args = (array("W", shape=start.shape, kind="float"), *batch_args(batch_size, X.shape[1]))
    returns = (array("W", shape=start.shape, kind="float"), array("history", shape=(num_iters,), kind="float"))
    return submission.descent.sgd.call(
        callback(record.on, args=args), start, X, y, learning_rate, num_iters, batch_size, generator(4), returns=returns
    )


@pytest.mark.question("sgd", weight=2)
def test_sgd_at_any_size(submission, rng):
    """The walk is right for one example or many, one feature or many, one step or many."""
    for N, D, batch_size, shape, num_iters in [(1, 1, 1, (1,), 1), (3, 2, 3, (4,), 4), (20, 3, 1, (3, 5), 9)]:
        X, y = marked_rows(N, D), np.arange(N) % 4
        record, start = Record.random(rng, num_iters, shape), rng.normal(size=shape)
        W, history = walked(submission, rng, record, start, 1.5, X, y, batch_size)
        assert_walk(record, start, 1.5, W, history)
        for X_batch, y_batch in record.batches:
            assert_rows_with_labels(X_batch, y_batch, X, y)


@pytest.mark.question("sgd", weight=1.5)
def test_sgd_draws_a_new_batch_each_time(submission, rng):
    """Over sixty steps with batches of 4 out of 10 rows, every row is used, and the batches are no blocks."""
    X, y = marked_rows(10), np.arange(10)
    record, start = Record.random(rng, 60, (2,)), np.zeros(2)
    W, history = walked(submission, rng, record, start, 0.01, X, y, 4)
    # A row is missed by 240 draws with replacement with probability 0.9**240 = 1e-11, by 60 batches without with 5e-14.
    assert_all_drawn([assert_rows_with_labels(*batch, X, y) for batch in record.batches], 10)
    assert_walk(record, start, 0.01, W, history)


@pytest.mark.question("sgd", weight=1.1, gate="inputs")
def test_sgd_leaves_its_input_alone(submission, rng):
    """Neither the start nor the data are modified."""
    steps_stand_in(submission)
    batches_stand_in(submission, rng)
    record = Record.random(rng, 3, (2,))
    loss = callback(record.on, args=(array("W", shape=(2,), kind="float"), *batch_args(3, 2)))
    arguments = (np.ones(2), marked_rows(8), np.arange(8), 0.1, 3, 3, generator(1))
    assert_unmodified(submission.descent.sgd.observe(loss, *arguments))


@dataclass
class Slopes:
    """A gradient that remembers what it was asked; each column of it is made from the mean of the batch."""

    X: np.ndarray
    y: np.ndarray
    asked: list = field(default_factory=list)

    def over(self, W, X_batch, y_batch):
        """The gradient over these examples."""
        found = W * X_batch.mean(axis=0)[:, None] + y_batch.mean()
        self.asked.append((X_batch, y_batch, W, found))
        return found

    def noise(self, W, batch_size):
        """The noise over the batches that were asked about, added up by plain Python."""
        full = (W * self.X.mean(axis=0)[:, None] + self.y.mean()).ravel().tolist()
        guesses = [found.ravel().tolist() for X_batch, _, _, found in self.asked if len(X_batch) == batch_size]
        totals = [math.fsum((a - b) ** 2 for a, b in zip(guess, full, strict=True)) for guess in guesses]
        return math.fsum(totals) / max(len(totals), 1), len(totals)


def measured(submission, rng, slopes, W, batch_size, num_batches):
    """What gradient_noise says."""
    batches_stand_in(submission, rng)
    D = slopes.X.shape[1]
    args = (
        array("W", shape=W.shape, kind="float"),
        array("X_batch", shape=(None, D), kind="float"),
        array("y_batch", ndim=1, kind="integer"),
    )
    gradient = callback(slopes.over, args=args)
    return submission.descent.gradient_noise.call(
        gradient, W, slopes.X, slopes.y, batch_size, num_batches, generator(2), returns=scalar("noise")
    )


SQUARED = Text(
    "The squares of all numbers in g_b - g_full added up, and the mean over the batches?",
    "g_b - g_full에 있는 모든 수의 제곱을 더하고, 배치에 대해 평균을 냈나요?",
)


@pytest.mark.question("gradient_noise", weight=2)
def test_noise_of_a_matrix(submission, rng):
    """For a matrix of weights the noise is the one of the definition, with pairs kept, for one batch or many."""
    for N, D, C, batch_size, num_batches in [(6, 1, 2, 1, 1), (9, 4, 3, 2, 5), (15, 2, 5, 4, 8)]:
        X, y, W = rng.normal(size=(N, D)), rng.integers(0, C, size=N), rng.uniform(1, 2, size=(D, C))
        slopes = Slopes(X, y)
        found = measured(submission, rng, slopes, W, batch_size, num_batches)
        expected, count = slopes.noise(W, batch_size)
        assert_equal(
            count, num_batches, "batches asked about", Text("One for each of num_batches?", "num_batches번인가요?")
        )
        assert_close(found, expected, "noise", SQUARED)
        for X_batch, y_batch, place, _ in slopes.asked:
            assert_rows_with_labels(X_batch, y_batch, X, y)
            assert_close(place, W, "W", Text("Is every gradient taken at W?", "기울기를 모두 W에서 구했나요?"))


@pytest.mark.question("gradient_noise", weight=1)
def test_noise_falls_with_the_batch(submission, rng):
    """Sixteen times the examples in a batch bring the noise down to about a sixteenth."""
    X, y, W = rng.normal(size=(600, 8)), np.zeros(600, dtype=np.int64), np.ones((8, 1))
    small, large = (measured(submission, rng, Slopes(X, y), W, size, 60) for size in (2, 32))
    # 60 batches with 8 normal numbers each: either noise is its mean times chi-squared over its 480 degrees of freedom,
    # and the ratio of the two, over its mean, is F(480, 480). That mean is 16, or 16.8 where batches are drawn without
    # replacement (a factor 598 / 568). Beyond 8 or 32 F would have to be above 1.9 either way: probability 2e-12.
    claim = Text("the noise of 2 is 8 to 32 times that of 32", "배치 2의 잡음은 배치 32의 8~32배다")
    assert_true(8 * large < small < 32 * large, claim, SQUARED)


@pytest.mark.question("gradient_noise", weight=0.5, gate="inputs")
def test_noise_leaves_its_input_alone(submission, rng):
    """Neither W nor the data are modified."""
    batches_stand_in(submission, rng)
    X, y, W = rng.normal(size=(7, 2)), np.arange(7), np.ones((2, 3))
    args = (array("W", shape=(2, 3)), array("X_batch", shape=(None, 2)), array("y_batch", ndim=1))
    gradient = callback(Slopes(X, y).over, args=args)
    assert_unmodified(submission.descent.gradient_noise.observe(gradient, W, X, y, 3, 4, generator(1)))
