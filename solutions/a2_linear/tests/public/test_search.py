"""Public tests of search.py."""

import numpy as np
import pytest
from a2_linear_oracles import ONE_CALL_A_TRY, Landscape

from autograder.testing import Text, array, assert_close, assert_equal, assert_true, generator, scalar

EVERY_STEP = Text(
    "The start and every step leave one loss in the history: also a step after which the search stays where it was.",
    "출발점과 모든 걸음이 history에 손실을 하나씩 남겨야 해요. 옮기지 않고 그대로 있을 때도요.",
)


def bowl(W):
    """A loss with its lowest point at W = 1."""
    return 3 + np.sum((W - 1) ** 2)


def assert_best(submission, num_tries, shape, seed):
    """A random search over a bowl calls its loss as often as it should, and brings back the best; returns that loss."""
    loss = Landscape(bowl, shape)
    best_W, best_loss = submission.search.random_search.call(
        loss.argument(), shape, num_tries, generator(seed), returns=(array("best_W"), scalar("best_loss"))
    )
    assert_equal(len(loss.asked), num_tries, f"calls of loss in {num_tries} tries", ONE_CALL_A_TRY)
    slip = Text("Are the best W and its loss kept together?", "가장 좋은 W와 그 손실을 함께 기억했나요?")
    stands, lowest = loss.walk()
    assert_close(best_loss, lowest[-1], "best_loss", slip)
    assert_close(best_W, stands[-1], "best_W", slip)
    return lowest[-1]


@pytest.mark.question("random_search", weight=1)
def test_random_search_returns_the_best(submission):
    """Of all W that were tried, the one with the lowest loss comes back, with its loss."""
    for num_tries in (1, 2, 30):
        assert_best(submission, num_tries, (3, 2), seed=num_tries)


@pytest.mark.question("random_search", weight=0.5)
def test_many_tries_come_near_the_bottom(submission):
    """Of four hundred tries in four dimensions, the best comes near the bottom of a bowl."""
    # A try gets below 5 with probability 0.06 (noncentral chi-square), so 400 of them fail with one below 1e-11.
    claim = Text("the best loss is below 5", "가장 낮은 손실이 5보다 작다")
    slip = Text("Does every try draw a new W?", "시도할 때마다 W를 새로 뽑았나요?")
    assert_true(assert_best(submission, 400, (2, 2), seed=3) < 5, claim, slip)


def assert_walk(submission, num_steps, start, step_size, seed):
    """A local search in a bowl calls its loss as it should, and tells where it went; returns the last loss."""
    loss = Landscape(bowl, start.shape)
    W, history = submission.search.local_search.call(
        loss.argument(),
        start,
        num_steps,
        step_size,
        generator(seed),
        returns=(array("W"), array("history", ndim=1, kind="float")),
    )
    assert_equal(len(loss.asked), num_steps + 1, f"calls of loss in {num_steps} steps", ONE_CALL_A_TRY)
    slip = Text("Is loss called with the given W first?", "처음에 주어진 W로 loss를 불렀나요?")
    assert_equal(loss.asked[0], start, "the first W that loss was asked about", slip)
    slip = Text(
        "Does it move only where the loss is lower, and write down the loss of where it stands after each step?",
        "손실이 낮아질 때만 옮기고, 걸음마다 지금 서 있는 곳의 손실을 기록했나요?",
    )
    stands, lowest = loss.walk()
    assert_equal(len(history), num_steps + 1, "losses in the history", EVERY_STEP)
    assert_close(history, lowest, "history", slip)
    assert_close(W, stands[-1], "W at the end", slip)
    return lowest[-1]


@pytest.mark.question("local_search", weight=1)
def test_local_search_keeps_what_goes_down(submission):
    """The search stands at the best W so far, and the history has its loss after every step, the start included."""
    for num_steps in (1, 2, 30):
        assert_walk(submission, num_steps, np.zeros((3, 2)), 0.3, seed=num_steps)


@pytest.mark.question("local_search", weight=0.5)
def test_local_search_walks_on_from_where_it_stands(submission):
    """Two hundred small steps lead far from the start: each begins where the last one ended."""
    # A step gains 0.20 on average (deviation 0.29) until the distance of 7 is down to 1: 200 fail by 8 deviations.
    end = assert_walk(submission, 200, np.full((2, 1), 6.0), 0.5, seed=4)
    claim = Text(
        f"the loss falls from 53 to below 4 (yours: {end:.1f})", f"손실이 53에서 4 아래로 떨어진다 (결과: {end:.1f})"
    )
    slip = Text(
        "Is the proposal W + step_size * ..., with the W of now?", "지금의 W에서 W + step_size * ...로 제안했나요?"
    )
    assert_true(end < 4, claim, slip)
