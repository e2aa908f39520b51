"""Hidden tests of search.py."""

import numpy as np
import pytest
from a2_linear_oracles import NORMAL, ONE_CALL_A_TRY, Landscape, looks_normal

from autograder.testing import (
    Text,
    array,
    assert_close,
    assert_equal,
    assert_true,
    assert_unmodified,
    generator,
    scalar,
)

BEST = Text(
    "Does the lowest loss begin at infinity, and does best_W stay what it was when it was found?",
    "최저 손실을 무한대에서 시작했나요? best_W가 찾았을 때의 값 그대로인가요?",
)
WALK = Text(
    "Are W and its loss replaced together, and does the history have the loss of where the search stands?",
    "W와 그 손실을 함께 바꾸고, history에는 지금 서 있는 곳의 손실을 적었나요?",
)
FIRST = Text("Is loss called with the given W first?", "처음에 주어진 W로 loss를 불렀나요?")
SEED = Text("Does all randomness come from `rng`?", "`rng`만 사용해 무작위 수를 뽑았나요?")


def seed_from(rng):
    """A seed for the student's generator."""
    return generator(int(rng.integers(2**31)))


def searched(submission, rng, height, shape, num_tries, **options):
    """The landscape after a random search that called it as often as it should and brought back the best."""
    loss = Landscape(height, shape)
    best = submission.search.random_search.call(
        loss.argument(),
        shape,
        num_tries,
        seed_from(rng),
        returns=(array("best_W", shape=shape, kind="float"), scalar("best_loss")),
        **options,
    )
    assert_equal(len(loss.asked), num_tries, f"calls of loss in {num_tries} tries", ONE_CALL_A_TRY)
    stands, lowest = loss.walk()
    assert_close(best[1], lowest[-1], "best_loss", BEST, rtol=1e-12)
    assert_close(best[0], stands[-1], "best_W", BEST)
    return loss


@pytest.mark.question("random_search", weight=2)
def test_random_search_among_large_and_negative_losses(submission, rng):
    """Wherever losses lie, far above 0 or far below, the best W and its own loss come back."""
    for shape, num_tries, level in [((1, 1), 1, 0), ((4, 3), 1, 1e7), ((1, 5), 20, 1e7), ((3, 1), 20, -1e7)]:
        searched(submission, rng, lambda W, level=level: level + np.sum(W), shape, num_tries)
        searched(submission, rng, lambda W, level=level: level - np.sum(W), shape, num_tries)


# looks_normal refuses honest numbers with a probability of 1e-9 at each scale: false failures below 1e-8.


@pytest.mark.question("random_search", weight=2)
def test_random_search_draws_normal_numbers(submission, rng):
    """The numbers of all tries are normal with mean 0 and standard deviation `scale`, independent of the losses."""
    for scale in (1.0, 0.01, 20.0):
        options = {} if scale == 1 else {"scale": scale}
        loss = searched(submission, rng, np.sum, (10, 5), 150, **options)
        claim = Text(f"the numbers are normal, with deviation {scale}", f"수들이 표준편차 {scale}인 정규분포를 따른다")
        assert_true(looks_normal(np.array(loss.asked) / scale), claim, NORMAL)
        rows = np.array(loss.asked).reshape(150, -1)
        claim = Text("no try repeats another", "같은 시도가 되풀이되지 않는다")
        assert_true(len(np.unique(rows, axis=0)) == 150, claim, NORMAL)


@pytest.mark.question("random_search", weight=0.75, gate="repeat")
def test_random_search_is_decided_by_the_rng(submission):
    """The same seed finds the same W."""
    returns = (array("best_W"), scalar("best_loss"))
    first, second = (
        submission.search.random_search.call(
            Landscape(np.sum, (3, 2)).argument(), (3, 2), 5, generator(8), returns=returns
        )
        for _ in range(2)
    )
    assert_equal(first[0], second[0], "best_W", SEED)
    assert_equal(first[1], second[1], "best_loss", SEED)


def walked(submission, rng, height, W, num_steps, step_size, slip=WALK):
    """The landscape after a local search that called it as it should, and came back with what it found."""
    loss = Landscape(height, W.shape)
    end, history = submission.search.local_search.call(
        loss.argument(),
        W,
        num_steps,
        step_size,
        seed_from(rng),
        returns=(array("W", shape=W.shape, kind="float"), array("history", shape=(num_steps + 1,), kind="float")),
    )
    assert_equal(len(loss.asked), num_steps + 1, f"calls of loss in {num_steps} steps", ONE_CALL_A_TRY)
    assert_equal(loss.asked[0], W, "the first W that loss was asked about", FIRST)
    stands, lowest = loss.walk()
    assert_close(history, lowest, "history", slip, rtol=1e-12)
    assert_close(end, stands[-1], "W at the end", slip)
    return loss


@pytest.mark.question("local_search", weight=1.5)
def test_local_search_stays_where_losses_are_equal(submission, rng):
    """On a plain it never moves, and on a staircase only where a whole step is gained."""
    slip = Text(
        "Does it move only where the loss is strictly lower (<, not <=)?",
        "손실이 더 낮을 때만(<=가 아니라 <) 옮겼나요?",
    )
    start = rng.normal(size=(3, 2))
    walked(submission, rng, lambda W: 7.0, start, 10, 0.5, slip)
    walked(submission, rng, lambda W: np.floor(np.sum(W)), start, 60, 0.5, slip)


@pytest.mark.question("local_search", weight=1.5)
def test_local_search_proposes_normal_steps(submission, rng):
    """Each proposal differs from where the search stands by step_size times standard normal numbers."""
    # looks_normal refuses honest steps with a probability of 1e-9 in each case: false failures below 1e-8.
    for step_size in (1.0, 0.01, 5.0):
        loss = walked(submission, rng, np.sum, rng.normal(size=(10, 5)), 150, step_size)
        steps = (np.array(loss.asked[1:]) - loss.walk()[0][:-1]) / step_size
        claim = Text(
            f"(proposal - W) / {step_size} is standard normal, with the W of before the step",
            f"걸음을 떼기 전의 W에 대해 (제안 - W) / {step_size}가 표준정규분포를 따른다",
        )
        assert_true(looks_normal(steps), claim, NORMAL)


@pytest.mark.question("local_search", weight=1)
def test_local_search_on_other_grounds(submission, rng):
    """On slopes, in a valley and far below 0, W and history agree with the best that was found so far."""
    grounds = [np.sum, lambda W: -1e6 - np.sum(W), lambda W: np.max(np.abs(W)), lambda W: 1e6 + np.sum(np.cos(3 * W))]
    for height in grounds:
        for shape in [(1, 1), (2, 4)]:
            walked(submission, rng, height, rng.normal(size=shape), 25, 0.4)


@pytest.mark.question("local_search", weight=0.5)
def test_local_search_that_goes_nowhere(submission, rng):
    """From the bottom of a bowl it never moves, and without steps there is one loss in the history."""
    for num_steps in (0, 12):
        walked(submission, rng, lambda W: 7 + np.sum((W - 1.5) ** 2), np.full((2, 3), 1.5), num_steps, 1.0)


@pytest.mark.question("local_search", weight=1.1, gate="inputs")
def test_local_search_leaves_the_start_alone(submission, rng):
    """The given W is not modified, though the search moves."""
    loss = Landscape(np.sum, (3, 2))
    outcome = submission.search.local_search.observe(loss.argument(), rng.normal(size=(3, 2)), 20, 0.5, seed_from(rng))
    assert_unmodified(outcome)


@pytest.mark.question("local_search", weight=0.5, gate="repeat")
def test_local_search_is_decided_by_the_rng(submission):
    """The same seed walks the same way."""
    returns = (array("W"), array("history"))
    first, second = (
        submission.search.local_search.call(
            Landscape(np.sum, (3, 2)).argument(), np.ones((3, 2)), 8, 0.5, generator(9), returns=returns
        )
        for _ in range(2)
    )
    assert_equal(first[0], second[0], "W", SEED)
    assert_equal(first[1], second[1], "history", SEED)
