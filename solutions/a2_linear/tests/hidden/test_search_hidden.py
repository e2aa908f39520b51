"""Hidden tests of search.py."""

import numpy as np
import pytest
from a2_linear_oracles import KEPT, NORMAL, ONE_CALL_A_TRY, Landscape, looks_normal, require_known

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
SEED = Text("Does all randomness come from `rng`?", "`rng`만 사용해 무작위 수를 뽑았나요?")


def seed_from(rng):
    """A seed for the student's generator."""
    return generator(int(rng.integers(2**31)))


def searched(submission, rng, height, shape, num_tries, best_loss=None, **options):
    """The landscape after a random search, and what came back: best_W, and best_loss by this spec."""
    loss = Landscape(height, shape)
    returns = (array("best_W", shape=shape, kind="float"), best_loss)
    best = submission.search.random_search.call(
        loss.argument(), shape, num_tries, seed_from(rng), returns=returns, **options
    )
    require_known(loss, best[0])
    return loss, best


def hills(level):
    """Two losses around a level: the sum of W, up and down."""
    return [lambda W: level + np.sum(W), lambda W: level - np.sum(W)]


BEST_LOSS = scalar("best_loss")


@pytest.mark.question("random_search", weight=21.6)
def test_random_search_keeps_the_best(submission, rng):
    """Of twenty W, or of one, the best comes back."""
    for shape, num_tries in [((1, 1), 1), ((1, 5), 20), ((3, 1), 20)]:
        for height in hills(0):
            loss, (best_W, _) = searched(submission, rng, height, shape, num_tries)
            assert_close(best_W, loss.walk()[0][-1], "best_W", BEST)


@pytest.mark.question("random_search", weight=2.4)
def test_random_search_keeps_the_lowest_loss(submission, rng):
    """Of twenty losses, below 0 or above, the lowest comes back."""
    for shape, num_tries, level in [((1, 1), 1, 0), ((1, 5), 20, 10), ((3, 1), 20, -1e7)]:
        for height in hills(level):
            loss, (_, best_loss) = searched(submission, rng, height, shape, num_tries, BEST_LOSS)
            assert_close(best_loss, loss.walk()[1][-1], "best_loss", BEST, rtol=1e-12)


@pytest.mark.question("random_search", weight=13.6)
def test_random_search_among_large_losses(submission, rng):
    """However far above 0 all losses lie, one of the W that were tried comes back, with one of their losses."""
    for shape, num_tries, level in [((4, 3), 1, 1e7), ((1, 5), 20, 1e9)]:
        loss, (_, best_loss) = searched(submission, rng, hills(level)[0], shape, num_tries, BEST_LOSS)
        slip = Text("Does the lowest loss begin at infinity?", "최저 손실을 무한대에서 시작했나요?")
        assert_true(
            best_loss in loss.answers,
            Text("best_loss is one of the losses", "best_loss가 나온 손실 가운데 하나입니다"),
            slip,
        )


@pytest.mark.question("random_search", weight=2.4)
def test_the_loss_belongs_to_the_weights(submission, rng):
    """The loss that comes back is that of the W that comes back."""
    for shape in [(2, 2), (1, 5)]:
        _loss, (best_W, best_loss) = searched(submission, rng, hills(3)[0], shape, 20, BEST_LOSS)
        slip = Text("Does best_W stay what it was when it was found?", "best_W가 찾았을 때의 값 그대로인가요?")
        assert_close(best_loss, 3 + float(np.sum(best_W)), "best_loss, beside the loss of best_W", slip)


@pytest.mark.question("random_search", weight=6.3)
def test_random_search_asks_about_each_try_once(submission, rng):
    """The loss is called exactly num_tries times."""
    for num_tries in (1, 20, 50):
        loss, _best = searched(submission, rng, np.sum, (2, 3), num_tries)
        assert_equal(len(loss.asked), num_tries, f"calls of loss in {num_tries} tries", ONE_CALL_A_TRY)


# looks_normal refuses honest numbers with a probability of 1e-9 at each scale: false failures below 1e-8.


@pytest.mark.question("random_search", weight=2.9)
def test_random_search_draws_normal_numbers(submission, rng):
    """The numbers of all tries are normal around 0, whatever their deviation."""
    loss, _best = searched(submission, rng, np.mean, (10, 5), 150, scale=1.0)
    numbers = np.array(loss.asked)
    claim = Text("the numbers are normal around 0", "수들이 0을 중심으로 정규분포를 따릅니다")
    assert_true(looks_normal(numbers / max(np.sqrt(np.mean(numbers**2)), 1e-300)), claim, NORMAL)


@pytest.mark.question("random_search", weight=17.0)
def test_random_search_draws_at_its_scale(submission, rng):
    """The deviation of the numbers is `scale`, which is 1 by default."""
    slip = Text("Are the numbers multiplied by scale?", "수에 scale을 곱했나요?")
    for scale in (1.0, 0.01, 20.0):
        options = {} if scale == 1 else {"scale": scale}
        loss, _best = searched(submission, rng, np.sum, (10, 5), 150, **options)
        claim = Text(
            f"the numbers are normal, with deviation {scale}", f"수들이 표준편차 {scale}인 정규분포를 따릅니다"
        )
        assert_true(looks_normal(np.array(loss.asked) / scale), claim, slip)


@pytest.mark.question("random_search", weight=2.4)
def test_no_try_repeats_another(submission, rng):
    """Every try draws a new W, whatever the losses were."""
    for height in (np.sum, lambda W: 4.0):
        loss, _best = searched(submission, rng, height, (3, 2), 60)
        distinct = len(np.unique(np.array(loss.asked).reshape(len(loss.asked), -1), axis=0))
        slip = Text("Does every try draw a new W?", "시도할 때마다 W를 새로 뽑았나요?")
        assert_equal(distinct, 60, "how many different W were tried in 60 tries", slip)


@pytest.mark.question("random_search", weight=12, gate="repeat")
def test_random_search_is_decided_by_the_rng(submission, rng):
    """The same seed finds the same W."""
    returns, seed = (array("best_W"), scalar("best_loss")), int(rng.integers(2**31))
    first, second = (
        submission.search.random_search.call(
            Landscape(np.sum, (3, 2)).argument(), (3, 2), 5, generator(seed), returns=returns
        )
        for _ in range(2)
    )
    assert_equal(first[0], second[0], "best_W", SEED)
    assert_equal(first[1], second[1], "best_loss", SEED)


def walked(submission, rng, height, W, num_steps, step_size, history=None):
    """The landscape after a local search, and what came back: W, and the history by this spec."""
    loss = Landscape(height, W.shape)
    returns = (array("W", shape=W.shape, kind="float"), history)
    found = submission.search.local_search.call(
        loss.argument(), W, num_steps, step_size, seed_from(rng), returns=returns
    )
    require_known(loss, found[0])
    return loss, found


HISTORY = array("history", ndim=1, kind="float")
STRICTLY = Text(
    "Does it move only where the loss is strictly lower (<, not <=)?",
    "손실이 더 낮을 때만(<=가 아니라 <) 옮겼나요?",
)
GROUNDS = [np.sum, lambda W: -1e6 - np.sum(W), lambda W: np.max(np.abs(W)), lambda W: 1e6 + np.sum(np.cos(3 * W))]


@pytest.mark.question("local_search", weight=7.4)
def test_local_search_stays_where_losses_are_equal(submission, rng):
    """On a plain the search never moves."""
    start = rng.normal(size=(3, 2))
    _loss, (end, _) = walked(submission, rng, lambda W: 7.0, start, 10, 0.5)
    assert_close(end, start, "W at the end", STRICTLY)


@pytest.mark.question("local_search", weight=2.4)
def test_local_search_on_a_staircase(submission, rng):
    """On a staircase the search moves only where a whole step is gained."""

    # It ends on a wide lowest step, where many proposals are as low: an answer that moves there cannot be lucky.
    def height(W):
        return np.floor(np.clip(np.sum(W), -2, 2))

    start = 0.25 + rng.normal(size=(3, 2)) / 20  # in the middle of the staircase
    loss, (end, _) = walked(submission, rng, height, start, 60, 0.5)
    assert_close(end, loss.walk()[0][-1], "W at the end", STRICTLY)


def assert_normal(steps, claim, slip):
    """Require steps that may be standard normal; honest ones fail with a probability of 1e-9."""
    assert_true(looks_normal(steps), claim, slip)


def first_step(submission, rng, step_size):
    """The difference of the first proposal and the start, divided by step_size."""
    start = rng.normal(size=(100, 75))
    loss, _found = walked(submission, rng, np.sum, start, 8, step_size)
    return (loss.asked[1] - start) / step_size


@pytest.mark.question("local_search", weight=2.4)
def test_local_search_proposes_normal_steps(submission, rng):
    """The first proposal differs from the start by normal numbers around 0, whatever their deviation."""
    steps = first_step(submission, rng, 1.0)
    claim = Text("proposal - W is normal around 0", "제안 - W가 0을 중심으로 정규분포를 따릅니다")
    assert_normal(steps / max(np.sqrt(np.mean(steps**2)), 1e-300), claim, NORMAL)


@pytest.mark.question("local_search", weight=11.2)
def test_local_search_steps_by_its_step_size(submission, rng):
    """The first proposal differs from the start by step_size times standard normal numbers."""
    slip = Text("Are the numbers multiplied by step_size?", "수에 step_size를 곱했나요?")
    for step_size in (1.0, 0.01, 5.0):
        claim = Text(
            f"(proposal - W) / {step_size} is standard normal", f"(제안 - W) / {step_size}가 표준정규분포를 따릅니다"
        )
        assert_normal(first_step(submission, rng, step_size), claim, slip)


@pytest.mark.question("local_search", weight=14.9)
def test_local_search_steps_from_where_it_stands(submission, rng):
    """Each proposal differs from where the search stands, and not from its start, by independent normal numbers."""
    loss, _found = walked(submission, rng, np.sum, rng.normal(size=(10, 5)), 150, 0.5)
    steps = np.array(loss.asked[1:]) - loss.walk()[0][:-1]
    claim = Text(
        "proposal - W is normal, with the W of before the step",
        "스텝을 밟기 전의 W에 대해 제안 - W가 정규분포를 따릅니다",
    )
    slip = Text("Does each step begin where the search stands now?", "스텝마다 지금 서 있는 곳에서 시작했나요?")
    assert_normal(steps / max(np.sqrt(np.mean(steps**2)), 1e-300), claim, slip)


@pytest.mark.question("local_search", weight=2.4)
def test_local_search_on_other_grounds(submission, rng):
    """On slopes, in a valley and far below 0, the search ends at the best W that was found."""
    for height in GROUNDS:
        for shape in [(1, 1), (2, 4)]:
            loss, (end, _) = walked(submission, rng, height, rng.normal(size=shape), 25, 0.4)
            assert_close(end, loss.walk()[0][-1], "W at the end", KEPT)


@pytest.mark.question("local_search", weight=2.4)
def test_history_on_other_grounds(submission, rng):
    """On slopes, in a valley and far below 0, the history has the lowest loss so far."""
    for height in GROUNDS:
        loss, (_, history) = walked(submission, rng, height, rng.normal(size=(2, 4)), 25, 0.4, HISTORY)
        assert_close(history, loss.walk()[1], "history", KEPT, rtol=1e-12)


@pytest.mark.question("local_search", weight=2.4)
def test_history_never_rises(submission, rng):
    """The losses in the history fall or stay, and the last one is the lowest of all."""
    loss, (_, history) = walked(submission, rng, np.sum, rng.normal(size=(2, 4)), 40, 0.4, HISTORY)
    lowest = min(loss.answers)
    claim = Text("the history falls and never rises", "history가 내려가기만 하고 다시 커지지 않습니다")
    assert_true(len(history) > 1 and np.all(np.diff(history) <= 0) and history[-1] < history[0], claim, KEPT)
    assert_close(history[-1], lowest, "the last loss in the history", KEPT)


@pytest.mark.question("local_search", weight=2.4)
def test_local_search_at_the_bottom(submission, rng):
    """From the bottom of a bowl, and without steps, the search ends where it began."""
    for num_steps in (0, 12):
        start = np.full((2, 3), 1.5)
        _loss, (end, _) = walked(submission, rng, lambda W: 7 + np.sum((W - 1.5) ** 2), start, num_steps, 1.0)
        assert_close(end, start, "W at the end", KEPT)


@pytest.mark.question("local_search", weight=7.4)
def test_history_that_stays(submission, rng):
    """From the bottom of a bowl the history has the same loss for the start and for every step."""
    for num_steps in (0, 12):
        start = np.full((2, 3), 1.5)
        _loss, (_, history) = walked(
            submission, rng, lambda W: 7 + np.sum((W - 1.5) ** 2), start, num_steps, 1.0, HISTORY
        )
        slip = Text("Do the start and every step leave a loss?", "출발점과 모든 스텝이 손실을 하나씩 남겼나요?")
        assert_close(history, np.full(num_steps + 1, 7.0), "history", slip)


@pytest.mark.question("local_search", weight=2.4)
def test_local_search_asks_about_the_start_first(submission, rng):
    """The loss is called num_steps + 1 times, first with the given W."""
    for num_steps in (0, 25):
        start = rng.normal(size=(2, 3))
        loss, _found = walked(submission, rng, np.sum, start, num_steps, 0.5)
        assert_equal(len(loss.asked), num_steps + 1, f"calls of loss in {num_steps} steps", ONE_CALL_A_TRY)
        slip = Text("Is loss called with the given W first?", "처음에 주어진 W로 loss를 불렀나요?")
        assert_equal(loss.asked[0], start, "the first W that loss was asked about", slip)


@pytest.mark.question("local_search", weight=16, gate="inputs")
def test_local_search_leaves_the_start_alone(submission, rng):
    """The given W is not modified, though the search moves."""
    loss = Landscape(np.sum, (3, 2))
    outcome = submission.search.local_search.observe(loss.argument(), rng.normal(size=(3, 2)), 20, 0.5, seed_from(rng))
    assert_unmodified(outcome)


@pytest.mark.question("local_search", weight=8, gate="repeat")
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
