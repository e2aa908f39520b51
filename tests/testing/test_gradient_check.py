"""The gradient check along random directions, and its words."""

import numpy as np
import pytest

from autograder.errors import Failed, GraderError
from autograder.i18n import speaking
from autograder.testing import Text, assert_is_gradient, directional

SLIP = Text("Is the factor 2 there?", "2를 곱했나요?")


def cubes(W):
    """The sum of the cubes; its gradient is 3 W^2."""
    return np.sum(W**3)


@pytest.fixture
def rng():
    """Random numbers of the test's own."""
    return np.random.default_rng(7)


@pytest.fixture(name="W")
def weights(rng):
    """Where the gradient is asked for."""
    return rng.normal(size=(5, 3))


def told(*args, **kwargs):
    """The words of the failure."""
    with pytest.raises(Failed) as caught, speaking("en"):
        assert_is_gradient(*args, **kwargs)
    with speaking("en"):
        return str(caught.value.explanation)


def test_the_slope_along_a_direction():
    """The slope of x^2 y at (2, 3) along (1, 1) is 2xy + x^2 = 16."""
    assert directional(lambda p: p[0] ** 2 * p[1], [2.0, 3.0], [1.0, 1.0]) == pytest.approx(16, rel=1e-9)


def test_the_slope_is_per_length_of_the_direction(W, rng):
    """A direction of twice the length has twice the slope."""
    v = rng.normal(size=W.shape)
    assert directional(cubes, W, 2 * v) == pytest.approx(2 * directional(cubes, W, v), rel=1e-7)


def test_a_right_gradient_passes(W, rng):
    """So does one in float32, and one given as nested lists."""
    assert_is_gradient(cubes, W, 3 * W**2, rng, "dW")
    assert_is_gradient(cubes, W, (3 * W**2).astype(np.float32), rng, "dW")
    assert_is_gradient(cubes, W, (3 * W**2).tolist(), rng, "dW")


def test_one_wrong_number_is_found():
    """A gradient of 30 x 10 numbers of which one is off by 1 % does not pass, wherever it stands."""
    for seed in range(50):
        rng = np.random.default_rng(seed)
        W = rng.uniform(1, 2, size=(30, 10))
        gradient = 3 * W**2
        gradient[rng.integers(30), rng.integers(10)] *= 1.01
        assert "is not the gradient" in told(cubes, W, gradient, rng, "dW"), seed


def test_a_right_gradient_never_fails():
    """A softmax loss with regularization, against its gradient from calculus, on 50 random problems."""
    for seed in range(50):
        _check_softmax(np.random.default_rng(seed))


def _check_softmax(rng):
    """Check the right gradient of a random problem."""
    X, y = rng.normal(size=(20, 6)), rng.integers(4, size=20)
    W, reg = rng.normal(size=(6, 4)) * rng.choice([0.1, 1]), rng.uniform(0.1, 3)

    def loss(W):
        scores = X @ W
        return np.mean(np.log(np.exp(scores).sum(axis=1)) - scores[np.arange(20), y]) + reg * np.sum(W * W)

    p = np.exp(X @ W)
    p /= p.sum(axis=1, keepdims=True)
    p[np.arange(20), y] -= 1
    assert_is_gradient(loss, W, X.T @ p / 20 + 2 * reg * W, rng, "dW")


def test_the_words_of_a_wrong_factor(W, rng):
    """What differs comes in NumPy's order, then the factor; if that alone is wrong, the slip is left out."""
    lines = told(cubes, W, 1.5 * W**2, rng, "dW", SLIP, directions=3).splitlines()
    assert lines[0] == "dW is not the gradient: along 3 of 3 random directions the slope differs."
    assert all(line.startswith("  the slope is ") for line in lines[1:4])
    assert lines[4].startswith("  largest error ")
    assert lines[5] == "  every value is 1/2 times the expected one"
    assert lines[6].startswith("  no step h from 0.1 to 1e-11 brings the error below 0.5")
    assert lines[7:] == []
    assert told(cubes, W, 3 * W**2 + W, rng, "dW", SLIP).endswith("Is the factor 2 there?")


def test_a_factor_of_many_numbers_is_told_by_the_slopes(rng):
    """Where measuring each number would take long, the directions alone say it."""
    W = rng.normal(size=(20, 6))
    assert "  along every direction it is 0.5 times the expected one" in told(cubes, W, 1.5 * W**2, rng, "dW")


def test_no_factor_is_named_where_more_is_wrong(W, rng):
    """A missing term changes each slope in its own way."""
    assert "times the expected" not in told(cubes, W, 3 * W**2 + W, rng, "dW")


def test_a_gradient_of_zeros_has_no_factor(W, rng):
    """Zero times the right one would be true, and no help."""
    assert "times the expected" not in told(cubes, W, np.zeros_like(W), rng, "dW")


def test_nan_never_passes(W, rng):
    """NaN places are counted, and the brief of a hidden test states them too."""
    gradient = 3 * W**2
    gradient[1, 2] = np.nan
    with pytest.raises(Failed) as caught:
        assert_is_gradient(cubes, W, gradient, rng, "dW")
    with speaking("en"):
        assert str(caught.value.explanation).splitlines()[1] == "  1 of its values are NaN"
        assert str(caught.value.brief) == "The result contains NaN."


@pytest.mark.parametrize("shape", [(3, 5), (15,), (5, 1), ()])
def test_the_shape_comes_first(W, rng, shape):
    """Another shape is reported as such; nothing broadcasts."""
    assert "has the wrong shape" in told(cubes, W, np.ones(shape), rng, "dW")


@pytest.mark.parametrize("value", [None, "text", [[1], [1, 2]], {"a": 1}])
def test_rubbish_is_the_students_failure(W, rng, value):
    """What is no array of numbers is a failure, not an exception of ours."""
    told(cubes, W, value, rng, "dW")


def test_a_brief_tells_no_value(W, rng):
    """What a student may read of a hidden test holds no number."""
    with pytest.raises(Failed) as caught:
        assert_is_gradient(cubes, W, np.zeros_like(W), rng, "dW")
    with speaking("en"):
        assert str(caught.value.brief) == "The result has wrong values."


def test_the_function_cannot_spoil_x(W, rng):
    """A function that writes into its argument is measured at the same place each time."""

    def squares(V):
        V *= V
        return V.sum()

    before = W.copy()
    assert_is_gradient(squares, W, 2 * W, rng, "dW")
    np.testing.assert_array_equal(W, before)


def test_a_kink_nearby_is_stepped_around():
    """Directions that cross a kink within a step are left out, and the others decide."""
    x = np.array([1.0, 8e-6, -2.0])  # |x| has a kink at 0: one direction in five reaches it from the middle one
    for seed in range(20):
        assert_is_gradient(lambda x: np.abs(x).sum(), x, np.sign(x), np.random.default_rng(seed), "dx")


def test_a_kink_everywhere_is_the_tests_mistake(rng):
    """Where no direction is smooth, x is badly chosen, and no student can help that."""
    x = np.full(200, 3e-7)
    with pytest.raises(GraderError, match="choose an x away from them"):
        assert_is_gradient(lambda x: np.abs(x).sum(), x, np.sign(x), rng, "dx")


@pytest.mark.parametrize("f", [lambda x: np.inf, lambda x: np.nan, lambda x: x])
def test_a_function_without_a_number_is_the_tests_mistake(W, rng, f):
    """A loss that is no single finite number says nothing of the submission."""
    with pytest.raises(GraderError, match="one finite number"):
        assert_is_gradient(f, W, W, rng, "dW")
