"""Public tests of numeric.py."""

import numpy as np
import pytest
from a3_gradients_oracles import (
    CENTRAL,
    FORWARD,
    Counted,
    chained,
    slopes_of_chained,
    stand_in_for_relative_error,
    weighted_cubes,
    weighted_squares,
)
from scipy.optimize import approx_fprime

from autograder.testing import Text, array, assert_close, assert_true, assert_unmodified, generator, scalar


@pytest.mark.question("relative_error", weight=1)
def test_relative_error_by_hand(submission):
    """The relative errors of a few pairs are those worked by hand."""
    slip = Text(
        "|a - b| over |a| + |b|, each with its own absolute value?",
        "|a - b|를 |a| + |b|로 나누고, 절댓값을 각각 취했나요?",
    )
    for a, b, expected in [([3.0], [1.0], 0.5), ([1.0], [3.0], 0.5), ([2.0], [-2.0], 1.0), ([-4.0], [-4.0], 0.0)]:
        error = submission.numeric.relative_error.call(np.array(a), np.array(b), returns=scalar("error"))
        assert_close(error, expected, f"relative_error({a}, {b})", slip)


@pytest.mark.question("relative_error", weight=1)
def test_relative_error_is_the_largest(submission):
    """Of several elements the largest relative error is returned, not that of the largest difference."""
    a, b = np.array([[1000.0, 0.003], [5.0, -1.0]]), np.array([[1010.0, 0.001], [5.0, -1.0]])
    error = submission.numeric.relative_error.call(a, b, returns=scalar("error"))
    slip = Text(
        "Divide element by element, then take the largest.", "먼저 원소별로 나누고, 그다음 가장 큰 값을 고르세요."
    )
    assert_close(error, 0.5, "error", slip)


@pytest.mark.question("forward_gradient", weight=1)
def test_forward_by_hand(submission):
    """For sum(x**2) a forward step h measures 2 * x + h: worked by hand for one number and for three."""
    for x in ([3.0], [1.0, -2.0, 0.5]):
        f, x = Counted(weighted_squares(1.0), (len(x),)), np.array(x)
        found = submission.numeric.forward_gradient.call(f.passed, x, h=0.5, returns=array("gradient", shape=x.shape))
        assert_close(found, 2 * x + 0.5, "gradient (f = sum(x**2))", FORWARD)


@pytest.mark.question("forward_gradient", weight=1)
def test_forward_agrees_with_scipy(submission, rng):
    """For a matrix whose numbers meet one another in f, the gradient agrees with SciPy's forward differences."""
    x = rng.normal(size=(2, 3))
    f = Counted(chained, x.shape)
    found = submission.numeric.forward_gradient.call(f.passed, x.copy(), returns=array("gradient", shape=x.shape))
    wanted = approx_fprime(x.ravel(), lambda flat: chained(flat.reshape(x.shape)), 1e-5).reshape(x.shape)
    assert_close(found, wanted, "gradient", FORWARD, rtol=1e-5, atol=1e-7)


@pytest.mark.question("numerical_gradient", weight=1)
def test_central_by_hand(submission):
    """For sum(x**3) a step h to either side measures 3 * x**2 + h**2: worked by hand for one number and for three."""
    for x in ([2.0], [1.0, -2.0, 0.5]):
        f, x = Counted(weighted_cubes(1.0), (len(x),)), np.array(x)
        found = submission.numeric.numerical_gradient.call(f.passed, x, h=0.5, returns=array("gradient", shape=x.shape))
        assert_close(found, 3 * x**2 + 0.25, "gradient (f = sum(x**3))", CENTRAL)


@pytest.mark.question("numerical_gradient", weight=1)
def test_central_on_a_matrix(submission, rng):
    """For a matrix whose numbers meet one another in f, the gradient is what the product rule says."""
    x = rng.normal(size=(3, 2))
    f = Counted(chained, x.shape)
    found = submission.numeric.numerical_gradient.call(f.passed, x.copy(), returns=array("gradient", shape=x.shape))
    assert_close(found, slopes_of_chained(x), "gradient", CENTRAL, rtol=1e-5, atol=1e-7)


@pytest.mark.question("numerical_gradient", weight=0.5, gate="inputs")
def test_central_leaves_x_alone(submission):
    """When the gradient is returned, x holds what it held before, bit for bit."""
    x = np.array([0.1, 0.7, -1.3, 1e-7, 123.4])
    f = Counted(weighted_squares(1.0), x.shape)
    assert_unmodified(submission.numeric.numerical_gradient.observe(f.passed, x))


@pytest.mark.question("gradient_check", weight=1)
def test_check_tells_right_from_wrong(submission, rng):
    """A right gradient has next to no error; one that is twice too large has 1/3 everywhere."""
    stand_in_for_relative_error(submission)
    x = rng.uniform(0.5, 1.5, size=(3, 4))
    f = Counted(weighted_squares(1.0), x.shape)
    check, seed = submission.numeric.gradient_check, int(rng.integers(2**31))
    right = check.call(f.passed, x.copy(), 2 * x, generator(seed), returns=scalar("error"))
    assert_true(
        0 <= right < 1e-6,
        Text("the error of a right gradient is below 1e-6", "맞는 기울기의 오차는 1e-6보다 작다"),
        CENTRAL,
    )
    wrong = check.call(f.passed, x.copy(), 4 * x, generator(seed), num_checks=3, returns=scalar("error"))
    slip = Text("Is each entry compared by relative_error?", "원소마다 relative_error로 비교했나요?")
    assert_close(wrong, 1 / 3, "error (analytic = 2 * gradient)", slip, rtol=1e-5)


@pytest.mark.question("gradient_check", weight=0.5)
def test_check_returns_the_largest_error(submission, rng):
    """Where half of the entries are wrong, the largest error found is that of a wrong one."""
    stand_in_for_relative_error(submission)
    x = rng.uniform(0.5, 1.5, size=100)
    wrong = np.where(np.arange(100) % 2, 4.0, 2.0) * x
    f = Counted(weighted_squares(1.0), x.shape)
    slip = Text(
        "The largest of all errors, not the last one or their mean?", "마지막 오차나 평균이 아니라 가장 큰 오차인가요?"
    )
    for seed in range(6):  # 25 draws all miss the odd places with a probability of 2**-25: false failures below 2e-7
        error = submission.numeric.gradient_check.call(
            f.passed, x.copy(), wrong, generator(seed), num_checks=25, returns=scalar("error")
        )
        assert_close(error, 1 / 3, "error", slip, rtol=1e-5)
