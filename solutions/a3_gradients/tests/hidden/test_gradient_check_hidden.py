"""Hidden tests of gradient_check, one aspect each."""

import numpy as np
import pytest
from a3_gradients_oracles import (
    BOTH_SIDES,
    LARGEST,
    ONE_AT_A_TIME,
    Counted,
    chained,
    slopes_of_chained,
    stand_in_for_relative_error,
    weighted_cubes,
    weighted_sum,
)

from autograder.testing import Text, assert_close, assert_equal, assert_true, assert_unmodified, generator, scalar

RESTORED = np.array([[0.1, 0.7, -1.3], [1e-7, 123.4, 0.3]])
"""Numbers of which some change their last bit when 1e-5 is added and subtracted again."""


def assert_found(submission, rng, place):
    """Over 60 seeds a single check lands on a place of three, the only one that is wrong."""
    stand_in_for_relative_error(submission)
    x, analytic = np.zeros((1, 3)), np.full((1, 3), 0.25)
    analytic[0, place] = 0.75
    f = Counted(weighted_sum(0.25), x.shape)
    errors = [
        submission.numeric.gradient_check.call(
            f.passed, x.copy(), analytic, generator(int(seed)), num_checks=1, returns=scalar("error")
        )
        for seed in rng.integers(2**31, size=60)
    ]
    # It is never drawn in 60 seeds with a probability of (2/3)**60, which is below 1e-10.
    claim = Text(
        "the only wrong entry of three is found once in 60 checks", "셋 가운데 하나 틀린 값을 60번에 한 번은 찾습니다"
    )
    slip = Text("Are the indices drawn from all of x, by `rng`?", "x 전체에서 `rng`로 인덱스를 뽑았나요?")
    assert_true(any(abs(error - 0.5) < 1e-6 for error in errors), claim, slip)


@pytest.mark.question("gradient_check", weight=6.8)
def test_check_reaches_the_middle(submission, rng):
    """A single check lands on an entry in the middle, by some seed."""
    assert_found(submission, rng, 1)


@pytest.mark.question("gradient_check", weight=4.8)
def test_check_reaches_the_end(submission, rng):
    """A single check lands on the last entry, by some seed."""
    assert_found(submission, rng, 2)


@pytest.mark.question("gradient_check", weight=11.4)
def test_check_measures_to_both_sides(submission, rng):
    """With a large h the central difference of sum(x**3) is 3 * x**2 + h**2; half as much again is off by 1/5."""
    stand_in_for_relative_error(submission)
    x = rng.uniform(0.5, 1.5, size=(6, 4)).T[::-1, ::2]
    f = Counted(weighted_cubes(1.0), x.shape)
    for h in (0.1, 1.0):
        analytic = np.asfortranarray(1.5 * (3 * x**2 + h**2))
        for seed in rng.integers(2**31, size=4):
            error = submission.numeric.gradient_check.call(
                f.passed, x.copy(), analytic, generator(int(seed)), num_checks=1, h=h, returns=scalar("error")
            )
            assert_close(error, 0.2, "error", BOTH_SIDES, rtol=1e-6)


@pytest.mark.question("gradient_check", weight=5.5)
def test_check_measures_at_x(submission, rng):
    """Each of many checks measures at x itself, which may be a view, and not where the one before it went."""
    stand_in_for_relative_error(submission)
    x = rng.uniform(0.5, 1.5, size=(3, 4))[:, ::2]
    f = Counted(chained, x.shape)
    error = submission.numeric.gradient_check.call(
        f.passed, x, 3 * slopes_of_chained(x), generator(7), num_checks=6, h=0.25, returns=scalar("error")
    )
    assert_close(error, 0.5, "error (analytic = 3 * gradient)", ONE_AT_A_TIME, rtol=1e-6)


@pytest.mark.question("gradient_check", weight=8.5)
def test_check_finds_what_is_wrong(submission, rng):
    """Where half of the entries of a matrix are three times too large, the error found is 1/2."""
    stand_in_for_relative_error(submission)
    x = rng.uniform(0.5, 1.5, size=(8, 8))
    wrong = np.where(np.arange(64).reshape(8, 8) % 2, 0.75, 0.25)
    f = Counted(weighted_sum(0.25), x.shape)
    for seed in rng.integers(
        2**31, size=6
    ):  # 25 draws miss the wrong half with a probability of 2**-25, so 1.8e-7 in all
        error = submission.numeric.gradient_check.call(
            f.passed, x.copy(), wrong, generator(int(seed)), num_checks=25, returns=scalar("error")
        )
        assert_close(error, 0.5, "error", LARGEST, rtol=1e-6)


@pytest.mark.question("gradient_check", weight=15.8, gate="work")
def test_check_looks_at_as_many_as_asked(submission, rng):
    """Of 400 coordinates, 40 checks move at least 21 different ones."""
    stand_in_for_relative_error(submission)
    x = rng.uniform(0.5, 1.5, size=400)
    f = Counted(weighted_sum(1.0), x.shape)
    submission.numeric.gradient_check.call(
        f.passed, x.copy(), np.ones(400), generator(int(rng.integers(2**31))), num_checks=40
    )
    # With replacement, 40 draws fall on at most 20 of 400 with a probability below C(400, 20) / 20**40 < 1e-16.
    moved = {int(place) for point in f.points for place in np.flatnonzero(point != x)}
    claim = Text(
        f"40 checks look at 21 coordinates or more (they looked at {len(moved)})",
        f"40번 검사하면 21개 이상의 좌표를 살핍니다({len(moved)}개를 살폈습니다)",
    )
    assert_true(len(moved) > 20, claim, Text("Is num_checks used?", "num_checks를 썼나요?"))


@pytest.mark.question("gradient_check", weight=26.5, gate="work")
def test_check_is_cheap(submission, rng):
    """However large x is, f is called at most twice for each check."""
    stand_in_for_relative_error(submission)
    x = rng.normal(size=(20, 20))
    f = Counted(weighted_sum(1.0), x.shape)
    submission.numeric.gradient_check.call(f.passed, x.copy(), np.ones((20, 20)), generator(3), num_checks=12)
    claim = Text(
        f"12 checks take 24 calls of f or fewer ({len(f.points)} were made)",
        f"12번 검사하는 데 f를 24번까지 부릅니다({len(f.points)}번 불렀습니다)",
    )
    assert_true(len(f.points) <= 24, claim, Text("Measure only where you look.", "살펴볼 좌표에서만 재세요."))


@pytest.mark.question("gradient_check", weight=11, gate="repeat")
def test_same_seed_same_check(submission, rng):
    """The same seed looks at the same coordinates."""
    stand_in_for_relative_error(submission)
    x = rng.uniform(0.5, 1.5, size=300)
    f = Counted(weighted_sum(1.0), x.shape)
    for _ in range(2):
        submission.numeric.gradient_check.call(f.passed, x.copy(), np.ones(300), generator(11), num_checks=4)
    half = len(f.points) // 2
    slip = Text("Does all randomness come from `rng`?", "`rng`만 사용해 무작위 수를 뽑았나요?")
    assert_equal(
        np.array(f.points[half : 2 * half]), np.array(f.points[:half]), "the points at which f was called", slip
    )


@pytest.mark.question("gradient_check", weight=7.5, gate="inputs")
def test_check_leaves_its_input_alone(submission):
    """Both x, bit for bit, and the gradient that was checked hold what they held before."""
    stand_in_for_relative_error(submission)
    f = Counted(chained, RESTORED.shape)
    check = submission.numeric.gradient_check
    assert_unmodified(check.observe(f.passed, RESTORED, slopes_of_chained(RESTORED), generator(5), num_checks=6))
