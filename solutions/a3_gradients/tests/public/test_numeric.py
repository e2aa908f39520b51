"""Public tests of numeric.py. Each looks at one thing, so that one slip costs one of them."""

import numpy as np
import pytest
import scipy
from a3_gradients_oracles import (
    AHEAD,
    BOTH_SIDES,
    CENTRAL,
    FORWARD,
    LARGEST,
    ONE_AT_A_TIME,
    Counted,
    assert_in_proportion,
    chained,
    last_of,
    slopes_of_chained,
    slopes_of_last,
    stand_in_for_relative_error,
    weighted_sum,
)

from autograder.testing import Text, array, assert_close, assert_true, assert_unmodified, generator, scalar


def compare_errors(submission, cases, slip):
    """The relative errors of pairs of arrays are those worked by hand."""
    for a, b, expected in cases:
        error = submission.numeric.relative_error.call(np.array(a), np.array(b), returns=scalar("error"))
        assert_close(error, expected, f"relative_error({a}, {b})", slip)


@pytest.mark.question("relative_error", weight=8.5)
def test_relative_error_by_hand(submission):
    """The relative error of two numbers is that worked by hand."""
    slip = Text("|a - b| over |a| + |b|, the sum of both?", "|a - b|를 |a|와 |b|를 더한 |a| + |b|로 나눴나요?")
    compare_errors(submission, [([3.0], [1.0], 0.5), ([7.0], [3.0], 0.4), ([4.0], [4.0], 0.0)], slip)


@pytest.mark.question("relative_error", weight=7)
def test_relative_error_whichever_is_larger(submission):
    """Where b is the larger one, the error is positive too."""
    slip = Text("Is the absolute value taken of a - b?", "a - b에 절댓값을 취했나요?")
    compare_errors(submission, [([0.0], [3.0], 1.0), ([4.0], [4.0], 0.0)], slip)


@pytest.mark.question("relative_error", weight=7)
def test_relative_error_of_opposite_signs(submission):
    """Numbers of opposite signs have nothing in common: their error is 1."""
    slip = Text(
        "|a| + |b|: each with its own absolute value, before they are added.",
        "|a| + |b|: 더하기 전에 절댓값을 각각 취해요.",
    )
    compare_errors(submission, [([2.0], [-2.0], 1.0), ([-4.0], [-4.0], 0.0)], slip)


@pytest.mark.question("relative_error", weight=7)
def test_relative_error_is_the_largest(submission):
    """Of several elements the largest relative error is returned, not that of the largest difference."""
    slip = Text(
        "Divide element by element, then take the largest.", "먼저 원소별로 나누고, 그다음 가장 큰 값을 고르세요."
    )
    a, b = [[1010.0, 3.0], [5.0, -1.0]], [[1000.0, 0.0], [5.0, -1.0]]
    compare_errors(submission, [(a, b, 1.0), (a, a, 0.0)], slip)


@pytest.mark.question("forward_gradient", weight=7)
def test_forward_by_hand(submission):
    """Of a function that is 2 times the last number of x, a step of any length measures 0, 0, ..., 2."""
    for x in ([3.0], [1.0, -2.0, 0.5]):
        f, x = Counted(last_of, (len(x),)), np.array(x)
        found = submission.numeric.forward_gradient.call(f.passed, x, h=0.5, returns=array("gradient", shape=x.shape))
        assert_close(found, slopes_of_last(x), "gradient (f = 2 * x[-1])", FORWARD)


@pytest.mark.question("forward_gradient", weight=9)
def test_forward_agrees_with_scipy(submission, rng):
    """For a matrix whose numbers meet one another in f, the entries are to one another as SciPy's."""
    x = rng.normal(size=(2, 3))
    f = Counted(chained, x.shape)
    found = submission.numeric.forward_gradient.call(f.passed, x.copy(), returns=array("gradient", shape=x.shape))
    wanted = scipy.optimize.approx_fprime(x.ravel(), lambda flat: chained(flat.reshape(x.shape)), 1e-5).reshape(x.shape)
    assert_in_proportion(found, wanted, "gradient", ONE_AT_A_TIME)


@pytest.mark.question("forward_gradient", weight=6.4)
def test_forward_looks_ahead(submission):
    """From 0 a step forward sees that max(0, x) rises, and that max(0, -x) is flat."""
    for sign, rises in [(1, True), (-1, False)]:
        f = Counted(lambda at, sign=sign: max(0.0, sign * at[0]), (1,))
        found = submission.numeric.forward_gradient.call(
            f.passed, np.array([0.0]), h=0.5, returns=array("gradient", shape=(1,))
        )
        claim = Text(
            f"the gradient of max(0, {'x' if rises else '-x'}) at 0 is {'not ' if rises else ''}0",
            f"max(0, {'x' if rises else '-x'})의 기울기는 0에서 0이{' 아니' if rises else ''}다",
        )
        assert_true((found[0] != 0) == rises, claim, AHEAD)


@pytest.mark.question("numerical_gradient", weight=6)
def test_central_by_hand(submission):
    """Of a function that is 2 times the last number of x, steps of any length measure 0, 0, ..., 2."""
    for x in ([2.0], [1.0, -2.0, 0.5]):
        f, x = Counted(last_of, (len(x),)), np.array(x)
        found = submission.numeric.numerical_gradient.call(f.passed, x, h=0.5, returns=array("gradient", shape=x.shape))
        assert_close(found, slopes_of_last(x), "gradient (f = 2 * x[-1])", CENTRAL)


@pytest.mark.question("numerical_gradient", weight=9)
def test_central_on_a_matrix(submission, rng):
    """For a matrix whose numbers meet one another in f, the entries are to one another as the product rule says."""
    x = rng.normal(size=(3, 2))
    f = Counted(chained, x.shape)
    found = submission.numeric.numerical_gradient.call(f.passed, x.copy(), returns=array("gradient", shape=x.shape))
    assert_in_proportion(found, slopes_of_chained(x), "gradient", ONE_AT_A_TIME)


@pytest.mark.question("numerical_gradient", weight=6)
def test_central_at_a_kink(submission):
    """At the kink of |x - 1| the steps to both sides cancel, and elsewhere they do not."""
    f, x = Counted(lambda at: np.abs(at - 1).sum(), (2,)), np.array([1.0, 3.0])
    found = submission.numeric.numerical_gradient.call(f.passed, x, returns=array("gradient", shape=(2,)))
    assert_close(found[0], 0.0, "gradient[0] (f = sum(|x - 1|), x[0] = 1)", BOTH_SIDES)
    claim = Text("gradient[1] is not 0 (x[1] = 3)", "gradient[1]은 0이 아니다(x[1] = 3)")
    assert_true(found[1] != 0, claim, BOTH_SIDES)


@pytest.mark.question("numerical_gradient", weight=3, gate="inputs")
def test_central_leaves_x_alone(submission):
    """When the gradient is returned, x holds what it held before, bit for bit."""
    x = np.array([0.1, 0.7, -1.3, 1e-7, 123.4])
    f = Counted(weighted_sum(1.0), x.shape)
    assert_unmodified(submission.numeric.numerical_gradient.observe(f.passed, x))


@pytest.mark.question("gradient_check", weight=5)
def test_check_tells_right_from_wrong(submission, rng):
    """A right gradient has next to no error; one that is twice too large has 1/3 everywhere."""
    stand_in_for_relative_error(submission)
    x, weights = rng.uniform(0.5, 1.5, size=(3, 4)), rng.uniform(2, 3, size=(3, 4))
    f = Counted(weighted_sum(weights), x.shape)
    check, seed = submission.numeric.gradient_check, int(rng.integers(2**31))
    right = check.call(f.passed, x.copy(), weights, generator(seed), returns=scalar("error"))
    claim = Text("the error of a right gradient is below 1e-6", "맞는 그래디언트의 오차는 1e-6보다 작습니다")
    assert_true(0 <= right < 1e-6, claim, CENTRAL)
    wrong = check.call(f.passed, x.copy(), 2 * weights, generator(seed), num_checks=3, returns=scalar("error"))
    slip = Text("Is each entry compared by relative_error?", "원소마다 relative_error로 비교했나요?")
    assert_close(wrong, 1 / 3, "error (analytic = 2 * gradient)", slip, rtol=1e-5)


@pytest.mark.question("gradient_check", weight=2)
def test_check_returns_the_largest_error(submission, rng):
    """Where half of the entries are wrong, the largest error found is that of a wrong one."""
    stand_in_for_relative_error(submission)
    x = rng.uniform(0.5, 1.5, size=100)
    wrong = np.where(np.arange(100) % 2, 0.75, 0.25)
    f = Counted(weighted_sum(0.25), x.shape)
    for seed in range(6):  # 25 draws all miss the odd places with a probability of 2**-25: false failures below 2e-7
        error = submission.numeric.gradient_check.call(
            f.passed, x.copy(), wrong, generator(seed), num_checks=25, returns=scalar("error")
        )
        assert_close(error, 0.5, "error", LARGEST, rtol=1e-5)
