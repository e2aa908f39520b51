"""Tests of momentum.py, on valleys whose walk is a power of a matrix."""

import numpy as np
import pytest

from autograder.testing import Text, array, assert_close, assert_true, assert_unmodified, callback

ORDER = Text(
    "First the velocity (the old one times momentum, less learning_rate * gradient), then w + the new velocity?",
    "먼저 속도(이전 속도에 momentum을 곱하고 learning_rate * gradient를 뺀 것), 그다음 w + 새 속도인가요?",
)
AHEAD = Text(
    "The slope is felt at w + momentum * v, and the ball still moves from w?",
    "w + momentum * v에서 기울기를 재고, 공은 여전히 w에서 움직이나요?",
)
PLACES = Text(
    "The places begin with the start, and each is a new array?", "자리는 출발점부터이고, 자리마다 새 배열인가요?"
)
SLIPS = {"heavy_ball": ORDER, "nesterov": AHEAD}

VALLEY = np.array([100.0, 1.0])
"""Curvatures across the valley and along its floor: the loss is the sum of VALLEY * w**2 / 2."""


def rolled(function, gradient, w, learning_rate, momentum, steps):
    """Return the places of the answer's walk, and where it felt the slope."""
    felt = []

    def slope(place):
        felt.append(place.copy())
        return gradient(place)

    passed = callback(slope, args=(array("w", shape=w.shape, kind="float"),))
    expected = array("places", shape=(steps + 1, *w.shape), kind="float")
    return function.call(passed, w, learning_rate, momentum, steps, returns=expected), np.array(felt)


def as_powers(question, curvature, start, learning_rate, momentum, steps):
    """Return the walk along one direction of a valley: (w, v) is multiplied by the same matrix in every step."""
    a = learning_rate * curvature
    keep = momentum if question == "heavy_ball" else momentum * (1 - a)
    step = np.array([[1 - a, keep], [-a, keep]])
    return [(np.linalg.matrix_power(step, t) @ [start, 0.0])[0] for t in range(steps + 1)]


@pytest.mark.question("heavy_ball", ko="첫 두 스텝은 docstring의 예와 같습니다")
def test_a_heavy_ball_by_hand(submission):
    """The first two steps are those of the docstring: 8, 4, 0."""
    places, _ = rolled(submission.momentum.heavy_ball, lambda w: w, np.array([8.0]), 0.5, 0.5, 2)
    assert_close(places, [[8.0], [4.0], [0.0]], "places", ORDER)


@pytest.mark.question("nesterov", ko="첫 두 스텝은 docstring의 예와 같습니다")
def test_looking_ahead_by_hand(submission):
    """The first two steps are those of the docstring: 8, 4, 1; the slope is felt at 8 and 2."""
    places, felt = rolled(submission.momentum.nesterov, lambda w: w, np.array([8.0]), 0.5, 0.5, 2)
    assert_close(felt, [[8.0], [2.0]], "where the slope is felt", AHEAD)
    assert_close(places, [[8.0], [4.0], [1.0]], "places", AHEAD)


@pytest.mark.question("heavy_ball", "nesterov", ko="momentum이 0이면 경사하강법입니다")
def test_without_momentum_it_is_gradient_descent(function):
    """With momentum 0 every step along a curvature c multiplies w by 1 - learning_rate * c."""
    places, _ = rolled(function, lambda w: VALLEY * w, np.array([1.0, -2.0]), 0.015, 0.0, 5)
    factors = np.array([[-0.5, 0.985]]) ** np.arange(6)[:, np.newaxis]
    assert_close(places, factors * [1.0, -2.0], "places", ORDER)


@pytest.mark.question("heavy_ball", "nesterov", ko="골짜기에서 30스텝은 행렬의 거듭제곱과 같습니다")
def test_thirty_steps_in_a_valley(function, question, rng):
    """In a valley, thirty steps agree with the powers of the matrix that takes (w, v) one step further."""
    start = rng.normal(size=2)
    places, felt = rolled(function, lambda w: VALLEY * w, start, 0.01, 0.8, 30)
    walks = [as_powers(question, c, w, 0.01, 0.8, 30) for c, w in zip(VALLEY, start, strict=True)]
    assert_close(places, np.transpose(walks), "places", SLIPS[question])
    assert_true(len(felt) == 30, Text("The gradient is called once a step.", "gradient는 스텝마다 한 번 불러요."))


@pytest.mark.question("heavy_ball", "nesterov", ko="좋은 설정이면 골짜기에서 경사하강법보다 훨씬 빨리 도착합니다")
def test_it_is_far_ahead_of_gradient_descent(function, question):
    """After 100 steps, at each method's best settings, w is a hundred times nearer to the bottom than without."""
    root = 10.0  # of the ratio of the two curvatures
    settings = {"heavy_ball": (4 / 11.0**2, ((root - 1) / (root + 1)) ** 2), "nesterov": (0.01, 9 / 11)}
    plain = (99 / 101) ** 100 * np.sqrt(2.0)  # with the best learning rate without momentum, 2 / (100 + 1)
    places, _ = rolled(function, lambda w: VALLEY * w, np.array([1.0, 1.0]), *settings[question], 100)
    assert_true(np.linalg.norm(places[-1]) < plain / 100, SLIPS[question])


@pytest.mark.question("heavy_ball", "nesterov", ko="출발점을 바꾸지 않습니다")
def test_the_start_stays_as_it_is(function):
    """The array of the start is not modified, and no step at all returns the start alone."""
    start = np.array([1.0, 2.0])
    slope = callback(lambda w: 2 * w, args=(array("w", shape=(2,), kind="float"),))
    assert_unmodified(function.observe(slope, start, 0.1, 0.9, 3))
    places, _ = rolled(function, lambda w: 2 * w, start, 0.1, 0.9, 0)
    assert_close(places, [[1.0, 2.0]], "places", PLACES)
