"""Hidden tests of numeric.py, one aspect each."""

import numpy as np
import pytest
from a3_gradients_oracles import (
    AHEAD,
    BOTH_SIDES,
    CENTRAL,
    FORWARD,
    MOVES_X,
    ONE_AT_A_TIME,
    STEP,
    Counted,
    assert_in_proportion,
    chained,
    last_of,
    slopes_of_chained,
    slopes_of_last,
    weighted_sum,
)

from autograder.testing import (
    Text,
    array,
    assert_close,
    assert_true,
    assert_unmodified,
    scalar,
)

RESTORED = np.array([[0.1, 0.7, -1.3], [1e-7, 123.4, 0.3]])
"""Numbers of which some change their last bit when 1e-5 is added and subtracted again."""


def shaped(rng):
    """Arrays of several shapes, that lie in memory row by row."""
    yield rng.normal(size=1)
    yield rng.normal(size=(2, 3))
    yield rng.normal(size=(3, 2))
    yield rng.normal(size=(2, 1, 3))


def views(rng):
    """Arrays that lie otherwise in memory: with gaps, column by column, or with turned axes."""
    yield rng.normal(size=(3, 4))[::2, ::-2]
    yield rng.normal(size=(4, 4))[1:3, 1:3]
    yield np.asfortranarray(rng.normal(size=(3, 2)))
    yield rng.normal(size=(2, 2, 3)).transpose(2, 0, 1)


def compare_errors(submission, cases, slip):
    """The relative errors of pairs of arrays are those worked by hand."""
    for a, b, expected in cases:
        error = submission.numeric.relative_error.call(np.array(a), np.array(b), returns=scalar("error"))
        assert_close(error, expected, "error", slip)


@pytest.mark.question("relative_error", weight=12.2)
def test_relative_error_has_no_sign(submission, rng):
    """Whichever of the two is larger, the error is positive."""
    slip = Text("Is the absolute value taken of a - b?", "a - b에 절댓값을 취했나요?")
    one, two, three = rng.integers(1, 40, size=3) / 8
    compare_errors(submission, [([-one], [0.0], 1.0), ([0.0], [two], 1.0), ([three], [three], 0.0)], slip)


@pytest.mark.question("relative_error", weight=12.2)
def test_relative_error_adds_absolute_values(submission, rng):
    """Also of numbers whose sum is near 0 the error is measured against |a| + |b|."""
    slip = Text(
        "|a| + |b|: each with its own absolute value, before they are added.",
        "|a| + |b|: 더하기 전에 절댓값을 각각 취해요.",
    )
    one, more = rng.integers(4, 40, size=2) / 8
    compare_errors(submission, [([one + more], [-one], 1.0), ([one], [-one], 1.0), ([-more], [-more], 0.0)], slip)


@pytest.mark.question("relative_error", weight=12.2)
def test_relative_error_of_one_wrong_element(submission, rng):
    """A single small element that is wrong shows among many that are right, or nearly."""
    slip = Text(
        "Divide element by element, then take the largest.", "먼저 원소별로 나누고, 그다음 가장 큰 값을 고르세요."
    )
    a = np.linspace(rng.uniform(80, 120), 1, 30)
    b = a - np.append(np.full(29, 1e-3), 1.0)
    compare_errors(submission, [(a, b, 1.0), (a, a, 0.0)], slip)


@pytest.mark.question("relative_error", weight=14.4)
def test_relative_error_of_any_shape(submission, rng):
    """For arrays of any shape, and for two numbers, the largest of all errors is one number."""
    slip = Text("One number comes back, the largest of all?", "전체에서 가장 큰 수 하나를 돌려줬나요?")
    relative_error = submission.numeric.relative_error
    for values in [*shaped(rng), *views(rng)]:
        a = np.abs(values) + 1
        b = a * rng.uniform(0.5, 0.9, size=a.shape)
        b[tuple(rng.integers(a.shape))] = 0
        assert_close(relative_error.call(a, b, returns=scalar("error")), 1.0, "error", slip)
        assert_close(relative_error.call(a, a, returns=scalar("error")), 0.0, "error", slip)
    assert_close(relative_error.call(1.5, 0.0, returns=scalar("error")), 1.0, "error between two numbers", slip)


@pytest.mark.question("relative_error", weight=3)
def test_relative_error_of_zeros(submission, rng):
    """Zero against zero has no error."""
    slip = Text("Where both are 0, is the denominator still above 0?", "둘 다 0일 때도 분모가 0보다 큰가요?")
    compare_errors(submission, [([0.0], [0.0], 0.0), ([rng.uniform(1, 9)], [0.0], 1.0)], slip)


@pytest.mark.question("relative_error", weight=11.6)
def test_relative_error_of_tiny_numbers(submission, rng):
    """Below 1e-8 the error is measured against 1e-8."""
    slip = Text(
        "max(1e-8, |a| + |b|): the larger of the two, not their sum.",
        "max(1e-8, |a| + |b|): 둘의 합이 아니라 둘 중 큰 값으로 나눠요.",
    )
    one, two = rng.uniform(1, 3, size=2)
    compare_errors(submission, [([1e-9 * one], [0.0], one / 10), ([3e-9], [-1e-9 * two], (3 + two) / 10)], slip)


@pytest.mark.question("relative_error", weight=4.9, gate="inputs")
def test_relative_error_leaves_its_input_alone(submission, rng):
    """Neither array is modified."""
    a, b = rng.normal(size=(3, 2)), rng.normal(size=(3, 2))
    assert_unmodified(submission.numeric.relative_error.observe(a, b))


def measured(submission, name, function, x, **options):
    """What a gradient of the submission says of a function at x, and where it called it."""
    f = Counted(function, x.shape)
    gradient = getattr(submission.numeric, name).call(
        f.passed, x, returns=array("gradient", shape=x.shape, kind="float"), **options
    )
    return gradient, f.points


def assert_measures_slopes(submission, name, rng, slip):
    """With any step, the slope along the last coordinate is right, and 0 along all others."""
    for x, options in [(rng.normal(size=1), {}), (rng.normal(size=4), {"h": 1.0}), (rng.normal(size=3), {})]:
        gradient, _points = measured(submission, name, last_of, x, **options)
        assert_close(gradient, slopes_of_last(x), "gradient", slip, rtol=1e-6, atol=1e-9)


def assert_one_at_a_time(submission, name, rng):
    """For one number, and for two and three axes, the entries of the gradient are in proportion."""
    for x in shaped(rng):
        f, slopes = (chained, slopes_of_chained) if x.size > 1 else (last_of, slopes_of_last)
        gradient, _points = measured(submission, name, f, x)
        assert_in_proportion(gradient, slopes(x), "gradient", ONE_AT_A_TIME)


def assert_moves_views(submission, name, rng):
    """For views the gradient is not 0."""
    for x in views(rng):
        gradient, _points = measured(submission, name, last_of, x)
        assert_in_proportion(gradient, slopes_of_last(x), "gradient", MOVES_X)


def moves(submission, name, rng):
    """For several h: how far one number is moved down and up; and what is measured of functions of several slopes."""
    ways, gradients = [], []
    for options, weight in zip(STEPS, WEIGHTS, strict=True):
        x = rng.normal(size=1)
        gradient, points = measured(submission, name, weighted_sum(weight), x, **options)
        steps = np.array([point - x for point in points]).ravel()
        ways.append((steps.min(initial=0), steps.max(initial=0)))
        gradients.append(gradient[0])
    assert_in_proportion(np.array(gradients), np.array(WEIGHTS), "gradient", STEP)
    return ways


STEPS = ({"h": 1.0}, {"h": 0.01}, {})
LENGTHS = (1.0, 0.01, 1e-5)
WEIGHTS = (2.0, 5.0, 3.0)


@pytest.mark.question("forward_gradient", weight=7)
def test_forward_measures_the_slope(submission, rng):
    """With any step, the slope along a coordinate is right, and 0 where f is flat."""
    assert_measures_slopes(submission, "forward_gradient", rng, FORWARD)


@pytest.mark.question("forward_gradient", weight=10.6)
def test_forward_goes_forward(submission, rng):
    """At a kink the slope is that ahead."""
    slope = rng.uniform(1, 3)
    for ahead, behind in [(slope, 0.0), (0.0, slope)]:
        gradient, _points = measured(
            submission,
            "forward_gradient",
            lambda at, ahead=ahead, behind=behind: np.where(at > 0, ahead * at, behind * at).sum(),
            np.array([0.0]),
        )
        claim = Text("the slope ahead of a kink differs from that behind it", "꺾인 점의 앞쪽 경사를 뒤쪽과 구별합니다")
        assert_true((gradient[0] != 0) == (ahead != 0), claim, AHEAD)


@pytest.mark.question("forward_gradient", weight=11.8)
def test_forward_uses_the_step(submission, rng):
    """The step is the h that was given, and 1e-5 if none was."""
    for (down, up), h in zip(moves(submission, "forward_gradient", rng), LENGTHS, strict=True):
        assert_close(max(-down, up), h, "how far x is moved", STEP, rtol=1e-6)


@pytest.mark.question("forward_gradient", weight=11)
def test_forward_of_any_shape(submission, rng):
    """For one number, and for two and three axes, each coordinate is moved by itself."""
    assert_one_at_a_time(submission, "forward_gradient", rng)


@pytest.mark.question("forward_gradient", weight=17)
def test_forward_of_views(submission, rng):
    """For views with gaps, x itself is moved."""
    assert_moves_views(submission, "forward_gradient", rng)


@pytest.mark.question("forward_gradient", weight=11, gate="work")
def test_forward_calls_are_few(submission, rng):
    """No more than x.size + 1 calls of f are made."""
    x = rng.normal(size=(4, 5))
    calls = len(measured(submission, "forward_gradient", chained, x)[1])
    claim = Text(
        f"{x.size + 1} calls of f are enough ({calls} were made)",
        f"f를 {x.size + 1}번 부르면 충분합니다({calls}번 불렀습니다)",
    )
    assert_true(
        calls <= x.size + 1,
        claim,
        Text("Compute f(x) once, before the loop.", "f(x)는 반복문 앞에서 한 번만 계산하세요."),
    )


@pytest.mark.question("forward_gradient", weight=11, gate="inputs")
def test_forward_leaves_x_alone(submission, rng):
    """When the gradient is returned, x holds what it held before, bit for bit."""
    f = Counted(chained, RESTORED.shape)
    assert_unmodified(submission.numeric.forward_gradient.observe(f.passed, rng.permuted(RESTORED)))


@pytest.mark.question("numerical_gradient", weight=7)
def test_central_measures_the_slope(submission, rng):
    """With any step, the slope along a coordinate is right, and 0 where f is flat."""
    assert_measures_slopes(submission, "numerical_gradient", rng, CENTRAL)


@pytest.mark.question("numerical_gradient", weight=9)
def test_central_looks_to_both_sides(submission, rng):
    """One step goes ahead of x and the other behind it, so that the two slopes of a kink are averaged."""
    for size in (1, 3):
        x = np.zeros(size)
        x[1:] = rng.uniform(2, 4)
        gradient, _points = measured(submission, "numerical_gradient", lambda at: np.abs(at).sum(), x)
        assert_close(gradient[:1], [0.0], "gradient of sum(|x|), where x is 0", BOTH_SIDES)
        gradient, _points = measured(submission, "numerical_gradient", lambda at: np.abs(at - 1).sum(), x)
        claim = Text("away from the kink the gradient is not 0", "꺾인 점이 아니면 기울기는 0이 아니다")
        assert_true(gradient.all(), claim, BOTH_SIDES)


@pytest.mark.question("numerical_gradient", weight=13)
def test_central_uses_the_step(submission, rng):
    """The steps are the h that was given, and 1e-5 if none was."""
    for ways, h in zip(moves(submission, "numerical_gradient", rng), LENGTHS, strict=True):
        assert_close(ways, [-h, h], "how far x is moved to either side", STEP, rtol=1e-6)


@pytest.mark.question("numerical_gradient", weight=11)
def test_central_of_any_shape(submission, rng):
    """For one number, and for two and three axes, each coordinate is moved by itself."""
    assert_one_at_a_time(submission, "numerical_gradient", rng)


@pytest.mark.question("numerical_gradient", weight=17)
def test_central_of_views(submission, rng):
    """For views with gaps, x itself is moved."""
    assert_moves_views(submission, "numerical_gradient", rng)


@pytest.mark.question("numerical_gradient", weight=11, gate="work")
def test_central_calls_are_few(submission, rng):
    """No more than 2 * x.size calls of f are made."""
    x = rng.normal(size=(4, 5))
    calls = len(measured(submission, "numerical_gradient", chained, x)[1])
    claim = Text(
        f"{2 * x.size} calls of f are enough ({calls} were made)",
        f"f를 {2 * x.size}번 부르면 충분합니다({calls}번 불렀습니다)",
    )
    assert_true(calls <= 2 * x.size, claim, Text("f(x) itself is not needed.", "f(x) 자체는 필요 없어요."))


@pytest.mark.question("numerical_gradient", weight=8, gate="inputs")
def test_central_leaves_a_matrix_alone(submission, rng):
    """When the gradient is returned, a matrix holds what it held before, bit for bit."""
    f = Counted(chained, RESTORED.shape)
    assert_unmodified(submission.numeric.numerical_gradient.observe(f.passed, rng.permuted(RESTORED)))
