"""Hidden tests of sgd and gradient_noise in descent.py."""

import math
from dataclasses import dataclass, field
from itertools import cycle

import numpy as np
import pytest
from a4_sgd_oracles import (
    CALLS,
    DOWNHILL,
    WHOLE_HISTORY,
    Valley,
    assert_all_drawn,
    assert_history,
    assert_moved,
    assert_no_blocks,
    assert_on_the_way,
    assert_rate,
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


def walked(submission, rng, valley, learning_rate, num_iters, X, y, batch_size, history=False, start=None):
    """Where sgd ends from a random start, or what it remembers."""
    steps_stand_in(submission)
    batches_stand_in(submission, rng)
    start = rng.normal(size=valley.bottom.shape) if start is None else start
    specs = array("W", shape=start.shape, kind="float"), array("history", ndim=1, kind="float")
    returns = (None, specs[1]) if history else (specs[0], None)
    loss = valley.batch_callback(X.shape[1])
    arguments = (loss, start, X, y, learning_rate, num_iters, batch_size, generator(4))
    return submission.descent.sgd.call(*arguments, returns=returns)[history]


SIZES = [(2, 1, 1, (2,), 3), (3, 2, 3, (4, 1), 4), (20, 3, 4, (3, 5), 9)]  # N, D, batch_size, shape of W, num_iters


@pytest.mark.question("sgd", weight=3)
def test_first_step_of_sgd(submission, rng):
    """A walk of one step on a batch of one example ends at W - learning_rate * dW, for weights of any shape."""
    for N, D, shape in [(1, 1, (1,)), (3, 2, (4,)), (5, 1, (2, 3)), (4, 3, (1, 1))]:
        valley, start = Valley.random(rng, shape), rng.normal(size=shape)
        W = walked(submission, rng, valley, 0.4, 1, marked_rows(N, D), np.arange(N) % 4, 1, start=start)
        assert_close(W, valley.after(start, 0.4, 1), "W", DOWNHILL)


@pytest.mark.question("sgd", weight=12)
def test_sgd_goes_on_from_where_it_stands(submission, rng):
    """Each step goes along the slope of the place that the last one led to."""
    for N, D, batch_size, shape, num_iters in SIZES:
        valley = Valley.random(rng, shape)
        W = walked(submission, rng, valley, 0.05, num_iters, marked_rows(N, D), np.arange(N) % 4, batch_size)
        assert_on_the_way(valley, W, num_iters)


@pytest.mark.question("sgd", weight=2)
def test_sgd_keeps_its_rate(submission, rng):
    """Every step is learning_rate times the slope long, whatever the size of the batch."""
    for N, D, batch_size, shape, num_iters in SIZES:
        valley = Valley.random(rng, shape)
        W = walked(submission, rng, valley, 0.05, num_iters, marked_rows(N, D), np.arange(N) % 4, batch_size)
        assert_rate(valley, W, 0.05, num_iters)


@pytest.mark.question("sgd", weight=9)
def test_sgd_history_is_before_each_step(submission, rng):
    """history[t] is the loss of batch t where step t began."""
    for N, D, batch_size, shape, num_iters in SIZES:
        valley, X, y = Valley.random(rng, shape), marked_rows(N + 1, D), np.arange(N + 1) % 4
        history = walked(submission, rng, valley, 0.05, num_iters, X, y, batch_size, history=True)
        batches_of(valley.batches, batch_size, num_iters)
        assert_history(history, valley.first_answers(batch_size)[:num_iters])


@pytest.mark.question("sgd", weight=4)
def test_sgd_history_has_a_loss_for_each_step(submission, rng):
    """The history of num_iters steps has num_iters losses, each of them one that the walk met."""
    for num_iters in (1, 6):
        valley, X, y = Valley.random(rng, (2, 3)), marked_rows(9), np.arange(9)
        history = walked(submission, rng, valley, 0.05, num_iters, X, y, 3, history=True)
        assert_equal(len(history), num_iters, "length of history", WHOLE_HISTORY)
        claim = Text("every number in history is a loss of the walk", "history의 모든 수가 걸어온 길의 손실입니다")
        assert_true(np.isclose(history[:, None], valley.answers).any(axis=1).all(), claim, WHOLE_HISTORY)


@pytest.mark.question("sgd", weight=2)
def test_sgd_asks_once_a_step(submission, rng):
    """The loss is asked for exactly num_iters times, while W moves."""
    for num_iters in (6, 9):
        valley, start = Valley.far_away((2, 2)), rng.normal(size=(2, 2))
        W = walked(submission, rng, valley, 0.1, num_iters, marked_rows(8), np.arange(8), 3, start=start)
        assert_moved(W, start)
        assert_equal(len(valley.asked), num_iters, "calls of loss", CALLS)


@pytest.mark.question("sgd", weight=21)
def test_sgd_draws_a_new_batch_each_time(submission, rng):
    """Over sixty steps with batches of 4 out of 10 rows, every row comes with its label, and batches are no blocks."""
    valley, start, X, y = Valley.far_away((2,)), np.zeros(2), marked_rows(10), np.arange(10)
    assert_moved(walked(submission, rng, valley, 0.1, 60, X, y, 4, start=start), start)
    # A row is missed by 240 draws with replacement with probability 0.9**240 = 1e-11, by 60 batches without with 5e-14.
    rows = [assert_rows_with_labels(*batch, X, y) for batch in batches_of(valley.batches, 4, 60)]
    assert_all_drawn(rows, 10)
    assert_no_blocks(rows, 10)


@pytest.mark.question("sgd", weight=2)
def test_sgd_keeps_pairs(submission, rng):
    """Each batch has examples with their own labels, one example or many, one feature or many."""
    for N, D, batch_size, num_iters in [(1, 1, 1, 6), (3, 2, 3, 6), (20, 3, 4, 9)]:
        valley, start, X, y = Valley.far_away((2,)), np.zeros(2), marked_rows(N, D), np.arange(N) % 4
        assert_moved(walked(submission, rng, valley, 0.1, num_iters, X, y, batch_size, start=start), start)
        for X_batch, y_batch in batches_of(valley.batches, batch_size, num_iters):
            assert_rows_with_labels(X_batch, y_batch, X, y)


@pytest.mark.question("sgd", weight=11, gate="inputs")
def test_sgd_leaves_its_input_alone(submission, rng):
    """Neither the start nor the data are modified."""
    steps_stand_in(submission)
    batches_stand_in(submission, rng)
    loss = Valley.far_away((2,)).batch_callback(2)
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


@pytest.mark.question("gradient_noise", weight=5)
def test_noise_of_a_matrix(submission, rng):
    """For a matrix of weights the noise is the one of the definition, for one batch or many."""
    for N, D, C, batch_size, num_batches in [(6, 1, 2, 1, 1), (9, 4, 3, 2, 5), (15, 2, 5, 4, 8)]:
        X, y, W = rng.normal(size=(N, D)), rng.integers(0, C, size=N), rng.uniform(1, 2, size=(D, C))
        slopes = Slopes(X, y)
        found = measured(submission, rng, slopes, W, batch_size, num_batches)
        assert_close(found, slopes.noise(W, batch_size)[0], "noise", SQUARED)


@pytest.mark.question("gradient_noise", weight=14)
def test_noise_asks_for_one_batch_after_another(submission, rng):
    """Each of num_batches gradients is taken at W, over examples with their own labels; the noise is not 0."""
    for N, D, batch_size, num_batches in [(6, 1, 1, 3), (9, 4, 2, 5)]:
        X, y, W = 100 * rng.normal(size=(N, D)), np.arange(N) % 3, rng.uniform(1, 2, size=(D, 2))
        slopes = Slopes(X, y)
        found = measured(submission, rng, slopes, W, batch_size, num_batches)
        count = slopes.noise(W, batch_size)[1]
        slip = Text("One for each of num_batches?", "num_batches번인가요?")
        assert_equal(count, num_batches, "batches asked about", slip)
        for X_batch, y_batch, place, _ in slopes.asked:
            assert_rows_with_labels(X_batch, y_batch, X, y)
            assert_close(place, W, "W", Text("Is every gradient taken at W?", "기울기를 모두 W에서 구했나요?"))
        claim = Text("batches of examples of about 100 are noisy", "크기가 100쯤 되는 예제의 배치에는 잡음이 있습니다")
        assert_true(found > 3, claim, SQUARED)


def noise_of(submission, rng, full, away):
    """What gradient_noise says of four batches whose gradients are the full one plus each of `away` in turn."""
    batches_stand_in(submission, rng)
    turns = cycle(away)
    args = array("W", shape=full.shape), array("X_batch", shape=(None, 2)), array("y_batch", ndim=1)
    gradient = callback(lambda W, X_batch, y_batch: full if len(X_batch) == 7 else full + next(turns), args=args)
    X, y = rng.normal(size=(7, 2)), np.arange(7)
    return submission.descent.gradient_noise.call(
        gradient, np.ones(full.shape), X, y, 3, 4, generator(5), returns=scalar("noise")
    )


@pytest.mark.question("gradient_noise", weight=13)
def test_noise_is_the_distance_to_the_full_gradient(submission, rng):
    """Where batches have the full gradient the noise is 0; where they have its opposite, of equal length, it is not."""
    full = rng.uniform(4, 8, size=(2, 3))
    slip = Text(
        "Is the full gradient subtracted from each batch's, number by number?",
        "배치의 기울기에서 전체 기울기를 수마다 뺐나요?",
    )
    assert_close(noise_of(submission, rng, full, [0 * full]), 0.0, "noise of the full gradient", slip)
    far = noise_of(submission, rng, full, [-2 * full])
    claim = Text("gradients more than 16 apart are noisy", "16 넘게 떨어진 그래디언트에는 잡음이 있습니다")
    assert_true(far > 3, claim, slip)


@pytest.mark.question("gradient_noise", weight=17)
def test_noise_counts_every_number_alike(submission, rng):
    """Two differences with the same sum of squares are equally noisy, wherever in the matrix their numbers stand."""
    full = rng.uniform(1, 2, size=(2, 2))
    spread, diagonal = np.full((2, 2), 4.0), np.diag([6.4, 4.8])
    assert_close(noise_of(submission, rng, full, [0 * full]), 0.0, "noise of the full gradient", SQUARED)
    noises = [noise_of(submission, rng, full, [away, -away]) for away in (spread, diagonal)]
    assert_true(
        noises[0] > 3, Text("gradients 8 apart are noisy", "8만큼 떨어진 그래디언트에는 잡음이 있습니다"), SQUARED
    )
    assert_close(noises[1], noises[0], "noise of the other difference", SQUARED)


@pytest.mark.question("gradient_noise", weight=4)
def test_noise_falls_with_the_batch(submission, rng):
    """Sixteen times the examples in a batch bring the noise down to about a sixteenth."""
    X, y, W = rng.normal(size=(600, 8)), np.zeros(600, dtype=np.int64), np.ones((8, 1))
    small, large = (measured(submission, rng, Slopes(X, y), W, size, 60) for size in (2, 32))
    # 60 batches with 8 normal numbers each: either noise is its mean times chi-squared over its 480 degrees of freedom,
    # and the ratio of the two, over its mean, is F(480, 480). That mean is 16, or 16.8 where batches are drawn without
    # replacement (a factor 598 / 568). Beyond 8 or 32 F would have to be above 1.9 either way: probability 2e-12.
    claim = Text("the noise of 2 is 8 to 32 times that of 32", "배치 2의 잡음은 배치 32의 8~32배입니다")
    assert_true(8 * large < small < 32 * large, claim, SQUARED)


@pytest.mark.question("gradient_noise", weight=8, gate="inputs")
def test_noise_leaves_its_input_alone(submission, rng):
    """Neither W nor the data are modified."""
    batches_stand_in(submission, rng)
    X, y, W = rng.normal(size=(7, 2)), np.arange(7), np.ones((2, 3))
    args = (array("W", shape=(2, 3)), array("X_batch", shape=(None, 2)), array("y_batch", ndim=1))
    gradient = callback(Slopes(X, y).over, args=args)
    assert_unmodified(submission.descent.gradient_noise.observe(gradient, W, X, y, 3, 4, generator(1)))
