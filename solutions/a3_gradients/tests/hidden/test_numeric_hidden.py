"""Hidden tests of numeric.py."""

import numpy as np
import pytest
from a3_gradients_oracles import (
    CENTRAL,
    FORWARD,
    Counted,
    chained,
    largest_relative_error,
    slopes_of_chained,
    stand_in_for_relative_error,
    weighted_cubes,
    weighted_squares,
)

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

RESTORED = np.array([[0.1, 0.7, -1.3], [1e-7, 123.4, 0.3]])
"""Numbers of which some change their last bit when 1e-5 is added and subtracted again."""


def shaped(rng):
    """Arrays of several shapes, some of them views with gaps."""
    yield rng.normal(size=1)
    yield rng.normal(size=(2, 3))
    yield rng.normal(size=(3, 4))[::2, ::-2]
    yield np.asfortranarray(rng.normal(size=(3, 2)))
    yield rng.normal(size=(2, 1, 3)).transpose(2, 0, 1)


@pytest.mark.question("relative_error", weight=1.5)
def test_relative_error_of_tiny_numbers(submission):
    """Zero against zero has no error, and below 1e-8 the error is measured against 1e-8."""
    slip = Text(
        "max(1e-8, |a| + |b|): the larger of the two, so that 0 / 0 never occurs.",
        "max(1e-8, |a| + |b|): 둘 중 큰 값으로 나누므로 0 / 0이 생기지 않아요.",
    )
    for a, b, expected in [([0.0], [0.0], 0.0), ([0.0, 2.0], [1e-9, 2.0], 0.1), ([3e-9, 0.0], [-2e-9, 0.0], 0.5)]:
        error = submission.numeric.relative_error.call(np.array(a), np.array(b), returns=scalar("error"))
        assert_close(error, expected, f"error between {a} and {b}", slip)


@pytest.mark.question("relative_error", weight=1)
def test_relative_error_of_any_shape(submission, rng):
    """For arrays of any shape, and for two numbers, the error follows the formula, whichever comes first."""
    slip = Text("One number comes back, the largest of all?", "전체에서 가장 큰 수 하나를 돌려줬나요?")
    relative_error = submission.numeric.relative_error
    for values in shaped(rng):
        a = np.copysign(1 + np.abs(values), values)  # far from 0, where the guard decides: other tests ask about that
        b = a * rng.uniform(0.5, 1.5, size=a.shape)
        for one, other in [(a, b), (b, a)]:
            error = relative_error.call(one, other, returns=scalar("error"))
            assert_close(error, largest_relative_error(a, b), "error", slip)
    assert_close(relative_error.call(0.5, 1.5, returns=scalar("error")), 0.5, "error between two numbers", slip)


@pytest.mark.question("relative_error", weight=0.5, gate="inputs")
def test_relative_error_leaves_its_input_alone(submission, rng):
    """Neither array is modified."""
    a, b = rng.normal(size=(3, 2)), rng.normal(size=(3, 2))
    assert_unmodified(submission.numeric.relative_error.observe(a, b))


def measured(submission, name, function, x, **options):
    """What a gradient of the submission says of a function at x, and how often it called it."""
    f = Counted(function, x.shape)
    gradient = getattr(submission.numeric, name).call(
        f.passed, x, returns=array("gradient", shape=x.shape, kind="float"), **options
    )
    return gradient, len(f.points)


@pytest.mark.question("forward_gradient", weight=1.5)
def test_forward_of_any_shape(submission, rng):
    """For one number, for three axes, and for views with gaps every entry of the gradient is right."""
    slip = Text(
        "Is x itself moved? reshape(-1) and ravel() of a view are copies, and f never sees those.",
        "x 자체를 움직였나요? 뷰의 reshape(-1)이나 ravel()은 복사본이라 f에 전달되지 않아요.",
    )
    for x in shaped(rng):
        weights = rng.uniform(1, 2, size=x.shape)
        gradient, _calls = measured(submission, "forward_gradient", weighted_squares(weights), x, h=0.25)
        assert_close(gradient, weights * (2 * x + 0.25), "gradient", slip)


@pytest.mark.question("forward_gradient", weight=1)
def test_forward_uses_the_step(submission, rng):
    """The step is the h that was given, and 1e-5 if none was."""
    x = rng.normal(size=(2, 2))
    for options, h in [({"h": 1.0}, 1.0), ({"h": 0.01}, 0.01), ({}, 1e-5)]:
        gradient, _calls = measured(submission, "forward_gradient", weighted_squares(50.0), x, **options)
        assert_close(gradient, 100 * x + 50 * h, "gradient", FORWARD, rtol=1e-6, atol=1e-6)


@pytest.mark.question("forward_gradient", weight=0.75, gate="work")
def test_forward_calls_are_few(submission, rng):
    """No more than x.size + 1 calls of f are made."""
    x = rng.normal(size=(4, 5))
    _gradient, calls = measured(submission, "forward_gradient", chained, x)
    claim = Text(
        f"{x.size + 1} calls of f are enough ({calls} were made)",
        f"f를 {x.size + 1}번 부르면 충분하다({calls}번 불렀다)",
    )
    assert_true(
        calls <= x.size + 1,
        claim,
        Text("Compute f(x) once, before the loop.", "f(x)는 반복문 앞에서 한 번만 계산하세요."),
    )


@pytest.mark.question("forward_gradient", weight=1, gate="inputs")
def test_forward_leaves_x_alone(submission):
    """When the gradient is returned, x holds what it held before, bit for bit."""
    f = Counted(chained, RESTORED.shape)
    assert_unmodified(submission.numeric.forward_gradient.observe(f.passed, RESTORED))


@pytest.mark.question("numerical_gradient", weight=1.5)
def test_central_of_any_shape(submission, rng):
    """For one number, for three axes, and for views with gaps every entry of the gradient is right."""
    slip = Text(
        "Is x itself moved? reshape(-1) and ravel() of a view are copies, and f never sees those.",
        "x 자체를 움직였나요? 뷰의 reshape(-1)이나 ravel()은 복사본이라 f에 전달되지 않아요.",
    )
    for x in shaped(rng):
        gradient, _calls = measured(submission, "numerical_gradient", chained, x)
        assert_close(gradient, slopes_of_chained(x), "gradient", slip, rtol=1e-5, atol=1e-7)


@pytest.mark.question("numerical_gradient", weight=1)
def test_central_uses_the_step(submission, rng):
    """The step is the h that was given, and 1e-5 if none was."""
    x = rng.normal(size=(2, 2))
    for options, h in [({"h": 1.0}, 1.0), ({"h": 0.01}, 0.01), ({}, 1e-5)]:
        gradient, _calls = measured(submission, "numerical_gradient", weighted_cubes(50.0), x, **options)
        assert_close(gradient, 150 * x**2 + 50 * h**2, "gradient", CENTRAL, rtol=1e-6, atol=1e-6)


@pytest.mark.question("numerical_gradient", weight=0.5)
def test_central_looks_to_both_sides(submission):
    """At the kink of |x| the steps to both sides give 0, the mean of -1 and 1."""
    for x in (np.array([0.0]), np.array([0.0, 3.0, 0.0])):
        gradient, _calls = measured(submission, "numerical_gradient", lambda at: np.abs(at).sum(), x)
        assert_close(gradient, np.sign(x), "gradient", CENTRAL, rtol=1e-6, atol=1e-6)


@pytest.mark.question("numerical_gradient", weight=0.85, gate="work")
def test_central_calls_are_few(submission, rng):
    """No more than 2 * x.size calls of f are made."""
    x = rng.normal(size=(4, 5))
    _gradient, calls = measured(submission, "numerical_gradient", chained, x)
    claim = Text(
        f"{2 * x.size} calls of f are enough ({calls} were made)",
        f"f를 {2 * x.size}번 부르면 충분하다({calls}번 불렀다)",
    )
    assert_true(calls <= 2 * x.size, claim, Text("f(x) itself is not needed.", "f(x) 자체는 필요 없어요."))


@pytest.mark.question("numerical_gradient", weight=1, gate="inputs")
def test_central_leaves_a_matrix_alone(submission):
    """When the gradient is returned, a matrix holds what it held before, bit for bit."""
    f = Counted(chained, RESTORED.shape)
    assert_unmodified(submission.numeric.numerical_gradient.observe(f.passed, RESTORED))


@pytest.mark.question("gradient_check", weight=1)
def test_check_reaches_every_coordinate(submission):
    """Over 40 seeds a single check lands on each of three coordinates; the error that comes back tells on which."""
    stand_in_for_relative_error(submission)
    x, analytic = np.zeros((1, 3)), np.array([[3.0, 5.0, 7.0]])
    f = Counted(lambda at: np.sum(at), x.shape)
    errors = [
        submission.numeric.gradient_check.call(
            f.passed, x.copy(), analytic, generator(seed), num_checks=1, returns=scalar("error")
        )
        for seed in range(40)
    ]
    # A coordinate is never drawn in 40 seeds with a probability of (2/3)**40, one of three below 2.8e-7.
    slip = Text("Are the indices drawn from all of x, by `rng`?", "x 전체에서 `rng`로 인덱스를 뽑았나요?")
    for entry in analytic.flat:
        expected = (entry - 1) / (entry + 1)
        found = any(abs(error - expected) < 1e-6 for error in errors)
        claim = Text(
            f"an entry of {entry:g} where 1 is right is found once in 40 checks",
            f"1이어야 할 값이 {entry:g}인 곳을 40번 가운데 한 번은 찾는다",
        )
        assert_true(found, claim, slip)


@pytest.mark.question("gradient_check", weight=1)
def test_check_measures_to_both_sides(submission, rng):
    """With a large h the central difference of sum(x**3) is 3 * x**2 + h**2; half as much again is off by 1/5."""
    stand_in_for_relative_error(submission)
    x = rng.uniform(0.5, 1.5, size=(6, 4)).T[::-1, ::2]
    f = Counted(weighted_cubes(1.0), x.shape)
    for h in (0.1, 1.0):
        analytic = np.asfortranarray(1.5 * (3 * x**2 + h**2))
        error = submission.numeric.gradient_check.call(
            f.passed, x, analytic, generator(int(rng.integers(2**31))), num_checks=12, h=h, returns=scalar("error")
        )
        assert_close(error, 0.2, "error", CENTRAL, rtol=1e-6)


@pytest.mark.question("gradient_check", weight=0.5)
def test_check_finds_what_is_wrong(submission, rng):
    """Where half of the entries of a matrix are three times too large, the error found is 1/2."""
    stand_in_for_relative_error(submission)
    x = rng.uniform(0.5, 1.5, size=(8, 8))
    wrong = np.where(np.arange(64).reshape(8, 8) % 2, 6.0, 2.0) * x
    f = Counted(weighted_squares(1.0), x.shape)
    slip = Text(
        "Is the entry of `analytic` at the same index, and is the largest error kept?",
        "`analytic`에서 같은 인덱스의 원소와 비교하고, 가장 큰 오차를 남겼나요?",
    )
    for seed in rng.integers(
        2**31, size=6
    ):  # 25 draws miss the wrong half with a probability of 2**-25, so 1.8e-7 in all
        error = submission.numeric.gradient_check.call(
            f.passed, x.copy(), wrong, generator(int(seed)), num_checks=25, returns=scalar("error")
        )
        assert_close(error, 0.5, "error", slip, rtol=1e-6)


@pytest.mark.question("gradient_check", weight=0.5, gate="work")
def test_check_looks_at_as_many_as_asked(submission, rng):
    """Of 400 coordinates, 40 checks move at least 21 different ones."""
    stand_in_for_relative_error(submission)
    x = rng.uniform(0.5, 1.5, size=400)
    f = Counted(weighted_squares(1.0), x.shape)
    submission.numeric.gradient_check.call(
        f.passed, x.copy(), 2 * x, generator(int(rng.integers(2**31))), num_checks=40
    )
    # With replacement, 40 draws fall on at most 20 of 400 with a probability below C(400, 20) / 20**40 < 1e-16.
    moved = {int(place) for point in f.points for place in np.flatnonzero(point != x)}
    claim = Text(
        f"40 checks look at 21 coordinates or more (they looked at {len(moved)})",
        f"40번 검사하면 21개 이상의 좌표를 살핀다({len(moved)}개를 살폈다)",
    )
    assert_true(len(moved) > 20, claim, Text("Is num_checks used?", "num_checks를 썼나요?"))


@pytest.mark.question("gradient_check", weight=2.1, gate="work")
def test_check_is_cheap(submission, rng):
    """However large x is, f is called at most twice for each check."""
    stand_in_for_relative_error(submission)
    x = rng.normal(size=(20, 20))
    f = Counted(weighted_squares(1.0), x.shape)
    submission.numeric.gradient_check.call(f.passed, x.copy(), 2 * x, generator(3), num_checks=5)
    claim = Text(
        f"5 checks take 10 calls of f or fewer ({len(f.points)} were made)",
        f"5번 검사하는 데 f를 10번까지 부른다({len(f.points)}번 불렀다)",
    )
    assert_true(len(f.points) <= 10, claim, Text("Measure only where you look.", "살펴볼 좌표에서만 재세요."))


@pytest.mark.question("gradient_check", weight=1, gate="repeat")
def test_same_seed_same_check(submission, rng):
    """The same seed looks at the same coordinates."""
    stand_in_for_relative_error(submission)
    x = rng.uniform(0.5, 1.5, size=300)
    f = Counted(weighted_squares(1.0), x.shape)
    for _ in range(2):
        submission.numeric.gradient_check.call(f.passed, x.copy(), 2 * x, generator(11), num_checks=4)
    half = len(f.points) // 2
    slip = Text("Does all randomness come from `rng`?", "`rng`만 사용해 무작위 수를 뽑았나요?")
    assert_equal(
        np.array(f.points[half : 2 * half]), np.array(f.points[:half]), "the points at which f was called", slip
    )


@pytest.mark.question("gradient_check", weight=0.5, gate="inputs")
def test_check_leaves_its_input_alone(submission):
    """Both x, bit for bit, and the gradient that was checked hold what they held before."""
    stand_in_for_relative_error(submission)
    f = Counted(chained, RESTORED.shape)
    check = submission.numeric.gradient_check
    assert_unmodified(check.observe(f.passed, RESTORED, slopes_of_chained(RESTORED), generator(5), num_checks=6))
