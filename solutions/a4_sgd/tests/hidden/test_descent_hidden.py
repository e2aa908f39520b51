"""Hidden tests of descent.py."""

import numpy as np
import pytest
from a4_sgd_oracles import (
    CALLS,
    DOWNHILL,
    WHOLE_HISTORY,
    Valley,
    assert_history,
    assert_moved,
    assert_no_blocks,
    assert_on_the_way,
    assert_rate,
    assert_rows,
    assert_rows_with_labels,
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
    generator,
)


def both_ways(submission, W, dW, learning_rate):
    """Where a slope and its opposite lead from W."""
    step, spec = submission.descent.gradient_step, array("W", shape=W.shape, kind="float")
    return step.call(W, dW, learning_rate, returns=spec), step.call(W, -dW, learning_rate, returns=spec)


@pytest.mark.question("gradient_step", weight=10)
def test_one_step_goes_down(submission, rng):
    """Each number moves against its slope, however far."""
    for shape, learning_rate in [((5,), 0.5), ((3, 4), 1.5), ((2, 3, 2), 3.0)]:
        W, dW = rng.normal(size=shape), rng.choice([-1, 1], size=shape) * rng.uniform(0.5, 2, size=shape)
        down, up = both_ways(submission, W, dW, learning_rate)
        assert_equal(np.sign(up - down), np.sign(dW), "signs of the slopes", DOWNHILL)


@pytest.mark.question("gradient_step", weight=20)
def test_one_step_is_as_long_as_the_rate_says(submission, rng):
    """Each number moves by learning_rate times its slope, to whichever side, for any shape and rate."""
    slip = Text(
        "Is the step learning_rate * dW, neither cut off nor rescaled?",
        "learning_rate * dW만큼, 자르거나 늘이지 않고 움직였나요?",
    )
    for shape, learning_rate in [((1,), 1.0), ((5,), 1e-3), ((3, 4), 0.7), ((2, 3, 2), 3.0), ((65, 10), 10.0)]:
        W, dW = rng.normal(size=shape), 5 * rng.normal(size=shape)
        down, up = both_ways(submission, W, dW, learning_rate)
        assert_close(np.abs(up - down), 2 * learning_rate * np.abs(dW), "from one end to the other", slip, rtol=1e-6)


@pytest.mark.question("gradient_step", weight=31)
def test_one_step_begins_at_w(submission, rng):
    """A slope and its opposite lead to two places with W in their middle."""
    W, dW = rng.normal(size=(3, 4)), rng.uniform(1, 2, size=(3, 4))
    down, up = both_ways(submission, W, dW, 0.5)
    assert_true(
        np.all(np.abs(up - down) > 0.1), Text("the step leads away from W", "스텝이 W에서 벗어납니다"), DOWNHILL
    )
    assert_close((down + up) / 2, W, "the middle", Text("Does the step begin at W?", "스텝이 W에서 시작하나요?"))


@pytest.mark.question("gradient_step", weight=2)
def test_one_step_of_views(submission, rng):
    """The step is right for views, for other memory orders and in float32."""
    for W, dW in [
        (rng.normal(size=(6, 8))[::2, ::-1], rng.normal(size=(3, 8))),
        (np.asfortranarray(rng.normal(size=(3, 4))), rng.normal(size=(4, 3)).T),
        (rng.normal(size=(3, 4)).astype(np.float32), rng.normal(size=(3, 4)).astype(np.float32)),
    ]:
        found = submission.descent.gradient_step.call(W, dW, 0.25, returns=array("W", shape=W.shape))
        assert_close(found, stepped(W, dW, 0.25).astype(W.dtype), "W", DOWNHILL)


@pytest.mark.question("gradient_step", weight=7, gate="inputs")
def test_one_step_leaves_its_input_alone(submission):
    """Neither W nor dW is modified: the step makes a new array."""
    assert_unmodified(submission.descent.gradient_step.observe(np.arange(6.0).reshape(2, 3), np.ones((2, 3)), 0.5))


def descended(submission, valley, start, learning_rate, num_iters, history=False):
    """Where gradient_descent ends, or what it remembers."""
    steps_stand_in(submission)
    specs = array("W", shape=start.shape, kind="float"), array("history", ndim=1, kind="float")
    returns = (None, specs[1]) if history else (specs[0], None)
    found = submission.descent.gradient_descent.call(
        valley.callback(), start, learning_rate, num_iters, returns=returns
    )
    return found[history]


SHAPES = [((4,), 3), ((2, 5), 7), ((3, 1), 5)]


@pytest.mark.question("gradient_descent", weight=6)
def test_first_step_of_the_descent(submission, rng):
    """A walk of one step ends at W - learning_rate * dW, for weights of any shape."""
    for shape in [(1,), (3,), (1, 1), (2, 4), (2, 1, 3)]:
        valley, start = Valley.random(rng, shape), rng.normal(size=shape)
        W = descended(submission, valley, start, 0.4, 1)
        assert_close(W, valley.after(start, 0.4, 1), "W", DOWNHILL)


@pytest.mark.question("gradient_descent", weight=15)
def test_descent_goes_on_from_where_it_stands(submission, rng):
    """Each step goes along the slope of the place that the last one led to."""
    for shape, num_iters in SHAPES:
        valley, start = Valley.random(rng, shape), rng.normal(size=shape)
        assert_on_the_way(valley, descended(submission, valley, start, 0.05, num_iters), num_iters)


@pytest.mark.question("gradient_descent", weight=2)
def test_descent_keeps_its_rate(submission, rng):
    """Every step, the last one too, is learning_rate times the slope long."""
    for shape, num_iters in SHAPES:
        valley, start = Valley.random(rng, shape), rng.normal(size=shape)
        assert_rate(valley, descended(submission, valley, start, 0.05, num_iters), 0.05, num_iters)


@pytest.mark.question("gradient_descent", weight=21)
def test_descent_diverges_where_it_must(submission, rng):
    """With too large a learning rate the walk goes up and up: no step is left out where the loss rises."""
    valley = Valley(rng.uniform(1, 1.5, size=2), rng.uniform(-3, 3, size=2))
    start = valley.bottom + rng.choice([-1, 1], size=2) * rng.uniform(1, 1.5, size=2)
    W = descended(submission, valley, start, 10.0, 6)
    claim = Text(
        "after six steps every number of W is more than 100 away from the bottom",
        "여섯 스텝 뒤 W의 모든 수가 바닥에서 100 넘게 떨어져 있습니다",
    )
    slip = Text(
        "Are all num_iters steps taken, also when the loss rises?", "손실이 커져도 스텝을 num_iters번 모두 밟았나요?"
    )
    assert_true(np.all(np.abs(W - valley.bottom) > 100), claim, slip)


@pytest.mark.question("gradient_descent", weight=10)
def test_history_is_before_each_step(submission, rng):
    """history[t] is the loss where step t began."""
    for shape, num_iters in [((2,), 1), *SHAPES]:
        valley, start = Valley.random(rng, shape), rng.normal(size=shape)
        history = descended(submission, valley, start, 0.05, num_iters, history=True)
        assert_history(history, valley.first_answers()[:num_iters])


@pytest.mark.question("gradient_descent", weight=8)
def test_history_has_a_loss_for_each_step(submission, rng):
    """The history of num_iters steps has num_iters losses, each of them one that the walk met."""
    for num_iters in (1, 6):
        valley = Valley.random(rng, (2, 3))
        history = descended(submission, valley, rng.normal(size=(2, 3)), 0.05, num_iters, history=True)
        assert_equal(len(history), num_iters, "length of history", WHOLE_HISTORY)
        claim = Text("every number in history is a loss of the walk", "history의 모든 수가 걸어온 길의 손실입니다")
        assert_true(np.isclose(history[:, None], valley.answers).any(axis=1).all(), claim, WHOLE_HISTORY)


@pytest.mark.question("gradient_descent", weight=2)
def test_descent_asks_once_a_step(submission, rng):
    """The loss is asked for exactly num_iters times, while W moves."""
    for num_iters in (6, 9):
        valley, start = Valley.far_away((2, 2)), rng.normal(size=(2, 2))
        assert_moved(descended(submission, valley, start, 0.1, num_iters), start)
        assert_equal(len(valley.asked), num_iters, "calls of loss", CALLS)


@pytest.mark.question("gradient_descent", weight=6, gate="inputs")
def test_descent_leaves_the_start_alone(submission, rng):
    """The array with the start is not modified."""
    steps_stand_in(submission)
    valley = Valley.random(rng, (2,))
    assert_unmodified(submission.descent.gradient_descent.observe(valley.callback(), rng.normal(size=2), 0.1, 3))


def drawn(submission, X, y, batch_size, seed, labels=False):
    """Which rows a batch holds, with or without a look at the labels."""
    specs = array("X_batch", shape=(batch_size, X.shape[1])), array("y_batch", shape=(batch_size,), kind="integer")
    returns = specs if labels else (specs[0], None)
    X_batch, y_batch = submission.descent.sample_batch.call(X, y, batch_size, generator(seed), returns=returns)
    return assert_rows_with_labels(X_batch, y_batch, X, y) if labels else assert_rows(X_batch, X)


@pytest.mark.question("sample_batch", weight=6)
def test_every_row_is_equally_likely(submission, rng):
    """Over 100 seeds each of twelve rows is drawn about equally often."""
    X, y = marked_rows(12, 3), np.arange(12)
    batches = [drawn(submission, X, y, 6, int(seed)) for seed in rng.integers(2**31, size=100)]
    # How often a row comes is binomial(100, 1/2) without replacement, binomial(600, 1/12), which spreads wider, with.
    # The latter is below 14 with probability 1.5e-10 and above 99 with 3e-11; times twelve rows, that is below 1e-8.
    counts = np.bincount(np.concatenate(batches), minlength=12)
    claim = Text("each of 12 rows comes 14 to 99 times in 600", "행 12개가 각각 600번 중 14~99번 나옵니다")
    slip = Text("Is every row equally likely, wherever it stands?", "어느 자리의 행이든 뽑힐 확률이 같나요?")
    assert_true(np.all((counts >= 14) & (counts <= 99)), claim, slip)


@pytest.mark.question("sample_batch", weight=9)
def test_batches_reach_the_end_of_many_rows(submission, rng):
    """Of 40 batches of 10 rows out of 200, one reaches the last ten rows."""
    X, y = marked_rows(200), np.arange(200) % 7
    batches = [drawn(submission, X, y, 10, int(seed)) for seed in rng.integers(2**31, size=40)]
    # 400 draws: all below row 190 with probability 0.95**400 = 1e-9.
    claim = Text(
        "one of 40 batches reaches the last ten of 200 rows", "배치 40개 중 하나는 200행의 마지막 열 행에 닿습니다"
    )
    slip = Text("Are the indices drawn from all of 0..N-1?", "인덱스를 0..N-1 전체에서 뽑았나요?")
    assert_true(max(rows.max() for rows in batches) >= 190, claim, slip)


@pytest.mark.question("sample_batch", weight=16)
def test_batches_are_no_blocks(submission, rng):
    """The rows of a batch are not always neighbors, in few rows and in many."""
    for N, batch_size in [(12, 6), (200, 10)]:
        X, y = marked_rows(N) + 4, np.arange(N)
        seeds = rng.integers(2**31, size=8)
        # A batch is a block of 6 of 12 with probability 12/924 at most, so 8 of them are with 8e-16.
        assert_no_blocks([drawn(submission, X, y, batch_size, int(seed)) for seed in seeds], N)


@pytest.mark.question("sample_batch", weight=6)
def test_pairs_of_many_rows(submission, rng):
    """Small batches out of many rows keep their pairs."""
    X, y = marked_rows(200), np.arange(200) % 7
    for seed in rng.integers(2**31, size=5):
        drawn(submission, X, y, 10, int(seed), labels=True)


@pytest.mark.question("sample_batch", weight=7)
def test_batches_of_small_and_strided_data(submission, rng):
    """One example, one feature, views, float32 and labels that are whole floats work too."""
    for N, D, batch_size in [(1, 1, 1), (1, 4, 1), (5, 1, 5), (6, 3, 2)]:
        drawn(submission, marked_rows(N, D), np.arange(N) + 3, batch_size, int(rng.integers(1000)), labels=True)
    X, y = marked_rows(20, 4), np.arange(20.0)
    for view, labels in [(X[::2, ::-1], y[::2]), (np.asfortranarray(X), y), (X.astype(np.float32), y[::-1])]:
        drawn(submission, view, labels, 4, int(rng.integers(1000)), labels=True)


@pytest.mark.question("sample_batch", weight=4)
def test_other_seeds_give_other_batches(submission, rng):
    """Ten seeds do not all give the same batch."""
    # A given batch of 5 out of 50, in any order, is drawn again with probability below 5e-7; nine times over: 1e-56.
    X, y = marked_rows(50), np.arange(50)
    seeds = rng.integers(2**31, size=10)
    found = {tuple(sorted(drawn(submission, X, y, 5, int(seed)).tolist())) for seed in seeds}
    claim = Text("ten seeds give more than one batch", "시드 열 개에서 배치가 둘 이상 나옵니다")
    assert_true(len(found) > 1, claim, Text("Is `rng` used as it comes?", "`rng`를 받은 그대로 썼나요?"))


@pytest.mark.question("sample_batch", weight=20, gate="inputs")
def test_sampling_leaves_the_data_alone(submission, rng):
    """X and y are not shuffled in place."""
    X, y, seed = rng.permutation(marked_rows(20)), rng.permutation(20), generator(int(rng.integers(2**31)))
    assert_unmodified(submission.descent.sample_batch.observe(X, y, 5, seed))
