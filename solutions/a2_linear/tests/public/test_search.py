"""Public tests of search.py."""

import numpy as np
import pytest
from a2_linear_oracles import KEPT, ONE_CALL_A_TRY, Landscape, require_known

from autograder.testing import Text, array, assert_close, assert_equal, assert_true, generator, scalar

EVERY_STEP = Text(
    "The start and every step leave one loss in the history: also a step after which the search stays where it was.",
    "출발점과 모든 스텝이 history에 손실을 하나씩 남겨야 해요. 옮기지 않고 그대로 있을 때도요.",
)


def bowl(W):
    """A loss with its lowest point at W = 1."""
    return 3 + np.sum((W - 1) ** 2)


def searched(submission, num_tries, shape, seed, best_loss=None):
    """The landscape after a random search over a bowl, and what came back: best_W, and best_loss by this spec."""
    loss = Landscape(bowl, shape)
    best = submission.search.random_search.call(
        loss.argument(), shape, num_tries, generator(seed), returns=(array("best_W"), best_loss)
    )
    require_known(loss, best[0])
    return loss, best


@pytest.mark.question("random_search", weight=10.5)
def test_random_search_returns_the_best(submission):
    """Of all W that were tried, the one with the lowest loss comes back."""
    for num_tries in (1, 2, 30):
        loss, (best_W, _) = searched(submission, num_tries, (3, 2), num_tries)
        slip = Text("Is the W with the lowest loss kept, and no other?", "손실이 가장 낮은 W를 남겼나요?")
        assert_close(best_W, loss.walk()[0][-1], "best_W", slip)


@pytest.mark.question("random_search", weight=2.4)
def test_random_search_returns_the_lowest_loss(submission):
    """The loss that comes back is the lowest of all tries."""
    for num_tries in (1, 2, 30):
        loss, (_, best_loss) = searched(submission, num_tries, (3, 2), num_tries, scalar("best_loss"))
        slip = Text("Is the lowest of all losses kept?", "모든 손실 가운데 가장 낮은 값을 남겼나요?")
        assert_close(best_loss, loss.walk()[1][-1], "best_loss", slip)


@pytest.mark.question("random_search", weight=3.9)
def test_random_search_asks_once_for_each_try(submission):
    """The loss is called as often as there are tries."""
    for num_tries in (1, 2, 30):
        loss, _best = searched(submission, num_tries, (3, 2), num_tries)
        assert_equal(len(loss.asked), num_tries, f"calls of loss in {num_tries} tries", ONE_CALL_A_TRY)


@pytest.mark.question("random_search", weight=2.4)
def test_many_tries_come_near_the_bottom(submission):
    """Of four hundred tries in four dimensions, the best comes near the bottom of a bowl."""
    # A try gets below 5 with probability 0.06 (noncentral chi-square), so 400 of them fail with one below 1e-11.
    loss, _best = searched(submission, 400, (2, 2), 3)
    claim = Text("the lowest loss is below 5", "가장 낮은 손실이 5보다 작습니다")
    slip = Text("Does every try draw a new W?", "시도할 때마다 W를 새로 뽑았나요?")
    assert_true(min(loss.answers) < 5, claim, slip)


def walked(submission, num_steps, start, step_size, seed, history=None):
    """The landscape after a local search in a bowl, and what came back: W, and the history by this spec."""
    loss = Landscape(bowl, start.shape)
    found = submission.search.local_search.call(
        loss.argument(), start, num_steps, step_size, generator(seed), returns=(array("W"), history)
    )
    require_known(loss, found[0])
    return loss, found


HISTORY = array("history", ndim=1, kind="float")


@pytest.mark.question("local_search", weight=2.4)
def test_local_search_keeps_what_goes_down(submission):
    """The search ends at the best W so far."""
    for num_steps in (1, 2, 30):
        loss, (W, _) = walked(submission, num_steps, np.full((3, 2), 0.25), 0.3, num_steps)
        assert_close(W, loss.walk()[0][-1], "W at the end", KEPT)


@pytest.mark.question("local_search", weight=2.4)
def test_local_search_writes_down_where_it_stands(submission):
    """The history has the loss of where the search stands after every step, the start included."""
    for num_steps in (1, 2, 30):
        loss, (_, history) = walked(submission, num_steps, np.full((3, 2), 0.25), 0.3, num_steps, HISTORY)
        assert_equal(len(history), num_steps + 1, f"losses in the history of {num_steps} steps", EVERY_STEP)
        assert_close(history, loss.walk()[1], "history", KEPT)


@pytest.mark.question("local_search", weight=2.4)
def test_local_search_asks_once_for_each_step(submission):
    """The loss is called once with the given W, then once for each proposal."""
    for num_steps in (1, 2, 30):
        start = np.full((3, 2), 0.25)
        loss, _found = walked(submission, num_steps, start, 0.3, num_steps)
        assert_equal(len(loss.asked), num_steps + 1, f"calls of loss in {num_steps} steps", ONE_CALL_A_TRY)
        slip = Text("Is loss called with the given W first?", "처음에 주어진 W로 loss를 불렀나요?")
        assert_equal(loss.asked[0], start, "the first W that loss was asked about", slip)


@pytest.mark.question("local_search", weight=11.6)
def test_local_search_walks_on_from_where_it_stands(submission):
    """Two hundred small steps lead far from the start: each begins where the last one ended."""
    # A step gains 0.20 on average (deviation 0.29) until the distance of 7 is down to 1: 200 fail by 8 deviations.
    loss, _found = walked(submission, 200, np.full((2, 1), 6.0), 0.5, 4)
    end = min(loss.answers)
    claim = Text(
        f"the loss falls from 53 to below 4 (yours: {end:.1f})", f"손실이 53에서 4 아래로 떨어진다 (결과: {end:.1f})"
    )
    slip = Text(
        "Is the proposal W + step_size * ..., with the W of now?", "지금의 W에서 W + step_size * ...로 제안했나요?"
    )
    assert_true(end < 4, claim, slip)
